//! The objects that modules are made of.

use o8_ir::{List, ListMerge, Map, Node, Object, Tree};

use crate::random::Random;

/// A random object of a module.
pub(super) fn object(random: &mut Random, module: &str, next: &mut usize) -> Object {
    *next += 1;
    let (text, namespaced, own) = TEMPLATES[random.below(TEMPLATES.len())];
    // Some share the name of the module, as the parts of one application do; the kinds may meet, too.
    let name = if random.once_in(3) { module.to_owned() } else { format!("{module}-{next}") };
    let text = text.replace("NAME", &name).replace("MODULE", module);
    super::object(format!("{next}"), node(&text), namespaced, own)
}

/// A tree from YAML.
pub(crate) fn node(text: &str) -> Node {
    convert(&serde_yaml::from_str(text).expect("the templates are YAML"))
}

fn convert(value: &serde_yaml::Value) -> Node {
    use serde_yaml::Value;
    Node::derived(match value {
        Value::Null => Tree::Null,
        Value::Bool(value) => Tree::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Tree::Int(number),
            None => Tree::Float(number.as_f64().expect("a number")),
        },
        Value::String(text) => Tree::String(text.as_str().into()),
        Value::Sequence(items) => {
            Tree::List(List { items: items.iter().map(convert).collect(), merge: ListMerge::Replace })
        }
        Value::Mapping(fields) => Tree::Map(
            fields
                .iter()
                .map(|(key, value)| (key.as_str().expect("a text"), convert(value)))
                .collect::<Map>(),
        ),
        Value::Tagged(_) => unreachable!("the templates have no tags"),
    })
}

/// Text, whether it is namespaced, and whether it is in the namespace of the module.
const TEMPLATES: &[(&str, bool, bool)] = &[
    (DEPLOYMENT, true, true),
    (DEPLOYMENT, true, true),
    (DEPLOYMENT, true, true),
    (IRREGULAR, true, true),
    (STATEFUL_SET, true, true),
    (CRON_JOB, true, true),
    (SERVICE, true, true),
    (SERVICE, true, true),
    (CONFIG_MAP, true, true),
    (CONFIG_MAP, true, true),
    (SERVICE_ACCOUNT, true, true),
    (AUTOSCALER, true, true),
    (ROLE_BINDING, true, true),
    (CLUSTER_ROLE_BINDING, false, false),
    (FOREIGN_CONFIG_MAP, true, false),
    (FOREIGN_SERVICE_ACCOUNT, true, false),
    (PROMETHEUS, true, true),
    (CUSTOM, true, true),
    (CUSTOM_DEPLOYMENT, true, true),
    (CLUSTER_CUSTOM, false, false),
    (WEBHOOK, false, false),
    (INGRESS, true, true),
];

const DEPLOYMENT: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
  labels: {app.kubernetes.io/name: NAME, tier: backend}
  annotations: {example.com/a: "true"}
spec:
  replicas: 2
  selector:
    matchLabels: {app.kubernetes.io/name: NAME}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}
  template:
    metadata:
      labels: {app.kubernetes.io/name: NAME}
    spec:
      serviceAccountName: MODULE
      securityContext: {runAsUser: 1000660000, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      hostAliases:
      - {ip: 10.0.0.1, hostnames: [a.local]}
      - {ip: 10.0.0.2, hostnames: [b.local]}
      topologySpreadConstraints:
      - {topologyKey: zone, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {a: b}}}
      - {topologyKey: host, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}
      tolerations:
      - {key: a, operator: Exists}
      imagePullSecrets:
      - {name: registry}
      initContainers:
      - name: init
        image: ghcr.io/acme/tool:1.0.0
        command: [sh, -c, "echo ready\n"]
      containers:
      - name: app
        image: ghcr.io/acme/app:1.4.2
        args: [--port, "8080"]
        ports:
        - {name: http, containerPort: 8080}
        - {name: metrics, containerPort: 9090, protocol: TCP}
        - {name: dns, containerPort: 53, protocol: UDP}
        env:
        - {name: LOG_LEVEL, value: info}
        - {name: DATABASE_URL, value: "postgres://db"}
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
        - {name: Y, value: "y"}
        resources:
          requests: {cpu: 250m, memory: 256Mi}
          limits: {memory: 512Mi}
        readinessProbe:
          httpGet: {path: /ready, port: http}
          periodSeconds: 10
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        volumeMounts:
        - {name: tmp, mountPath: /tmp}
        - {name: config, mountPath: /etc/app, readOnly: true}
      - name: proxy
        image: envoy:v1.30
        ports:
        - {containerPort: 80}
      volumes:
      - {name: tmp, emptyDir: {}}
      - {name: config, configMap: {name: NAME}}
"#;

/// Lists whose elements their keys do not tell apart, or that lack a key.
const IRREGULAR: &str = r#"
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: NAME}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      hostAliases: [{ip: 10.0.0.1, hostnames: [a]}, {ip: 10.0.0.1, hostnames: [b]}]
      topologySpreadConstraints:
      - {topologyKey: zone, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway}
      - {topologyKey: zone, maxSkew: 2, whenUnsatisfiable: DoNotSchedule}
      - {topologyKey: host, maxSkew: 1}
      containers:
      - name: dns
        image: coredns
        env: [{name: A, value: "1"}, {name: B, value: "2"}, {name: A, value: "3"}]
        ports:
        - {containerPort: 53, protocol: UDP, name: udp}
        - {containerPort: 53, protocol: TCP, name: tcp}
        - {containerPort: 53, name: third}
        - {containerPort: 80}
        - {containerPort: 80, hostPort: 8080}
      - name: plain
        image: registry:5000/plain
        ports:
        - {containerPort: 53, name: a}
        - {containerPort: 53, protocol: UDP, name: b}
"#;

const STATEFUL_SET: &str = r#"
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: NAME, finalizers: [example.com/a, example.com/b]}
spec:
  replicas: 1
  serviceName: NAME
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
      - name: db
        image: postgres:16@sha256:0f
        ports: [{containerPort: 5432}, {containerPort: 8008}]
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
"#;

const CRON_JOB: &str = r#"
apiVersion: batch/v1
kind: CronJob
metadata: {name: NAME}
spec:
  schedule: "*/5 * * * *"
  timeZone: Etc/UTC
  jobTemplate:
    spec:
      backoffLimit: 1
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: job
            image: ghcr.io/acme/app:1.4.2
            env: [{name: A, value: "1"}, {name: B, value: "2"}]
"#;

const SERVICE: &str = r#"
apiVersion: v1
kind: Service
metadata: {name: NAME, labels: {a: b}}
spec:
  type: ClusterIP
  selector: {app: NAME}
  ports:
  - {name: http, port: 80, targetPort: http}
  - {name: grpc, port: 9000, targetPort: 9000, protocol: TCP}
  - {name: metrics, port: 9090, targetPort: metrics}
"#;

const CONFIG_MAP: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: NAME}
data:
  a.properties: |
    x=1
    y=2
  yes: "no"
  number: "007"
  date: "2001-01-01"
  empty: ""
"#;

const SERVICE_ACCOUNT: &str = r#"
apiVersion: v1
kind: ServiceAccount
metadata: {name: NAME}
automountServiceAccountToken: false
secrets: [{name: a}, {name: b}]
"#;

const AUTOSCALER: &str = r#"
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: NAME}
spec:
  minReplicas: 2
  maxReplicas: 10
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: NAME}
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
"#;

const ROLE_BINDING: &str = r#"
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: NAME}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: NAME}
subjects:
- {kind: ServiceAccount, name: MODULE, namespace: MODULE-dev}
- {kind: ServiceAccount, name: MODULE, namespace: elsewhere}
"#;

const CLUSTER_ROLE_BINDING: &str = r#"
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: NAME}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {kind: Group, name: MODULE, apiGroup: rbac.authorization.k8s.io}
- {kind: ServiceAccount, name: MODULE, namespace: default}
"#;

const FOREIGN_CONFIG_MAP: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: NAME, namespace: monitoring}
data: {a: b}
"#;

const FOREIGN_SERVICE_ACCOUNT: &str = r#"
apiVersion: v1
kind: ServiceAccount
metadata: {name: NAME, namespace: default}
"#;

const PROMETHEUS: &str = r#"
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: NAME}
spec:
  replicas: 2
  image: prom/prometheus:v2
  ratio: 0.25
  containers:
  - {name: sidecar, resources: {limits: {memory: 1Gi}}}
  - {name: app, image: "ghcr.io/acme/app:1.4.2"}
  ruleSelector: {}
"#;

const CUSTOM: &str = r#"
apiVersion: example.com/v1
kind: Widget
metadata: {name: NAME}
spec:
  size: 9007199254740993
  items: [{name: a, value: 1}, {name: b, value: 2}]
  nested: {deep: {deeper: [1, 2, 3], flag: true}}
  embedded:
    apiVersion: v1
    kind: Service
    metadata: {name: x}
    spec: {ports: [{port: 80}, {port: 53, protocol: UDP}]}
"#;

const CUSTOM_DEPLOYMENT: &str = r#"
apiVersion: example.com/v1alpha1
kind: Deployment
metadata: {name: NAME}
spec: {replicas: 5, template: {text: a}}
"#;

const CLUSTER_CUSTOM: &str = r#"
apiVersion: example.com/v1
kind: ClusterWidget
metadata: {name: NAME}
spec: {template: text, list: []}
"#;

const WEBHOOK: &str = r#"
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: NAME}
webhooks:
- name: a.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig: {service: {name: MODULE, namespace: default, path: /a}}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
"#;

const INGRESS: &str = r#"
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: NAME, annotations: {a: b, c: d}}
spec:
  tls: [{hosts: [a.example], secretName: tls}]
  rules:
  - host: a.example
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: NAME, port: {number: 80}}}}]}
"#;
