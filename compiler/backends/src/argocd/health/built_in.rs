//! The custom resources whose health Argo CD knows by itself, and since which release.
//!
//! Kinds: the folders of `resource_customizations` in its repository that have a `health.lua`, at 3.6, and those of 3.2 that a
//! pattern has taken the place of since; a release: `VERSION` of the commit that brought the file. What is older than the oldest
//! release that a platform can run is said to have come with that one. `*` is any text without `/`, as Argo CD has it there.

/// Group, release and kinds; a group has a line for each release.
const BUILT_IN: &[(&str, (u32, u32), &[&str])] = &[
    ("*.cnrm.cloud.google.com", (3, 3), &["*"]),
    ("*.crossplane.io", (3, 1), &["*"]),
    ("*.services.k8s.aws", (3, 6), &["*"]),
    ("*.upbound.io", (3, 1), &["*"]),
    ("acid.zalan.do", (2, 14), &["postgresql"]),
    ("addons.cluster.x-k8s.io", (2, 14), &["ClusterResourceSet"]),
    ("apiextensions.k8s.io", (3, 0), &["CustomResourceDefinition"]),
    ("apps.3scale.net", (3, 2), &["APIManager"]),
    ("apps.kruise.io", (2, 9), &["AdvancedCronJob", "BroadcastJob", "CloneSet", "DaemonSet", "StatefulSet"]),
    ("apps.openshift.io", (2, 8), &["DeploymentConfig"]),
    (
        "argoproj.io",
        (2, 8),
        &["AnalysisRun", "ApplicationSet", "CronWorkflow", "EventBus", "Experiment", "Rollout", "Workflow"],
    ),
    (
        "astra.netapp.io",
        (2, 11),
        &[
            "AppVault",
            "Application",
            "Backup",
            "ExecHook",
            "ExecHooksRun",
            "ResourceBackup",
            "ResticVolumeBackup",
            "Schedule",
            "Snapshot",
        ],
    ),
    ("batch", (3, 2), &["CronJob"]),
    ("beat.k8s.elastic.co", (2, 9), &["Beat"]),
    ("bitnami.com", (2, 8), &["SealedSecret"]),
    ("camel.apache.org", (2, 11), &["Integration"]),
    (
        "capabilities.3scale.net",
        (3, 2),
        &[
            "ActiveDoc",
            "Application",
            "ApplicationAuth",
            "Backend",
            "CustomPolicyDefinition",
            "DeveloperAccount",
            "DeveloperUser",
            "OpenAPI",
            "Product",
            "ProxyConfigPromote",
            "Tenant",
        ],
    ),
    ("cassandra.rook.io", (2, 8), &["Cluster"]),
    ("cdi.kubevirt.io", (2, 8), &["DataVolume"]),
    ("ceph.rook.io", (3, 3), &["CephCluster", "CephObjectStore"]),
    ("cert-manager.io", (2, 8), &["Certificate", "ClusterIssuer", "Issuer"]),
    ("certmanager.k8s.io", (2, 8), &["Certificate", "Issuer"]),
    ("clickhouse-keeper.altinity.com", (3, 2), &["ClickHouseKeeperInstallation"]),
    ("clickhouse.altinity.com", (3, 2), &["ClickHouseInstallation"]),
    ("cloudfront.aws.crossplane.io", (2, 9), &["Distribution"]),
    ("cloudfunctions.cnrm.cloud.google.com", (2, 8), &["CloudFunctionsFunction"]),
    ("cloudscheduler.cnrm.cloud.google.com", (2, 8), &["CloudSchedulerJob"]),
    ("cluster.x-k8s.io", (2, 8), &["Cluster", "Machine", "MachineDeployment", "MachineHealthCheck"]),
    ("cluster.x-k8s.io", (2, 13), &["MachinePool"]),
    ("compute.cnrm.cloud.google.com", (2, 8), &["ComputeDisk"]),
    ("controlplane.cluster.x-k8s.io", (2, 13), &["AWSManagedControlPlane"]),
    ("coralogix.com", (3, 2), &["Alert", "RecordingRuleGroupSet"]),
    ("core.gardener.cloud", (3, 5), &["Shoot"]),
    (
        "core.humio.com",
        (2, 11),
        &[
            "HumioAction",
            "HumioAlert",
            "HumioCluster",
            "HumioIngestToken",
            "HumioParser",
            "HumioRepository",
            "HumioView",
        ],
    ),
    ("core.spinkube.dev", (3, 1), &["SpinApp"]),
    ("datadoghq.com", (3, 1), &["DatadogMetric"]),
    ("db.atlasgo.io", (2, 9), &["AtlasMigration", "AtlasSchema"]),
    ("elasticsearch.k8s.elastic.co", (2, 8), &["Elasticsearch"]),
    (
        "external-secrets.io",
        (2, 8),
        &["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"],
    ),
    ("external-secrets.io", (2, 9), &["PushSecret"]),
    ("flagger.app", (2, 8), &["Canary"]),
    ("flink.apache.org", (2, 8), &["FlinkDeployment"]),
    ("game.kruise.io", (3, 2), &["GameServer", "GameServerSet"]),
    ("gateway.networking.k8s.io", (3, 1), &["GRPCRoute", "Gateway", "HTTPRoute"]),
    ("gateway.networking.k8s.io", (3, 5), &["BackendTLSPolicy", "GatewayClass"]),
    (
        "gateway.solo.io",
        (2, 14),
        &[
            "Gateway",
            "MatchableHttpGateway",
            "RouteOption",
            "RouteTable",
            "VirtualHostOption",
            "VirtualService",
        ],
    ),
    ("gloo.solo.io", (2, 14), &["Proxy", "Settings", "Upstream", "UpstreamGroup"]),
    ("grafana-org-operator.kubitus-project.gitlab.io", (3, 3), &["*"]),
    ("grafana.integreatly.org", (2, 14), &["Grafana", "GrafanaDatasource"]),
    ("grafana.integreatly.org", (3, 1), &["GrafanaDashboard", "GrafanaFolder"]),
    ("helm.toolkit.fluxcd.io", (2, 13), &["HelmRelease"]),
    ("iam.aws.crossplane.io", (2, 13), &["Policy", "Role", "RolePolicyAttachment"]),
    (
        "iam.cnrm.cloud.google.com",
        (2, 8),
        &["IAMPartialPolicy", "IAMPolicy", "IAMPolicyMember", "IAMServiceAccount"],
    ),
    ("iammanager.keikoproj.io", (2, 9), &["Iamrole"]),
    ("image.toolkit.fluxcd.io", (2, 13), &["ImagePolicy", "ImageRepository", "ImageUpdateAutomation"]),
    ("install.istio.io", (2, 8), &["IstioOperator"]),
    ("jaegertracing.io", (2, 8), &["Jaeger"]),
    ("k8s.keycloak.org", (2, 14), &["Keycloak"]),
    ("k8s.mariadb.com", (2, 11), &["Backup", "Database", "Grant", "MariaDB", "SqlJob", "User"]),
    ("kafka.banzaicloud.io", (2, 8), &["KafkaCluster"]),
    ("kafka.strimzi.io", (2, 8), &["Kafka", "KafkaConnect", "KafkaTopic", "KafkaUser"]),
    ("kafka.strimzi.io", (2, 11), &["KafkaBridge", "KafkaConnector"]),
    ("karpenter.k8s.aws", (3, 1), &["EC2NodeClass"]),
    ("karpenter.sh", (3, 1), &["NodePool"]),
    ("karpenter.sh", (3, 5), &["NodeClaim"]),
    ("keda.sh", (2, 11), &["ScaledObject"]),
    ("keda.sh", (3, 3), &["ScaledJob"]),
    ("kiali.io", (2, 8), &["Kiali"]),
    ("kubernetes-client.io", (2, 8), &["ExternalSecret"]),
    ("kubevirt.io", (2, 8), &["VirtualMachine", "VirtualMachineInstance"]),
    ("kustomize.toolkit.fluxcd.io", (2, 13), &["Kustomization"]),
    ("kyverno.io", (3, 1), &["Policy"]),
    (
        "lifecycle.keptn.sh",
        (2, 8),
        &["KeptnAppVersion", "KeptnEvaluation", "KeptnTask", "KeptnWorkloadInstance"],
    ),
    ("lifecycle.keptn.sh", (2, 13), &["KeptnWorkloadVersion"]),
    ("logstash.k8s.elastic.co", (3, 1), &["Logstash"]),
    ("mariadb.mmontes.io", (2, 8), &["MariaDB"]),
    ("metrics.keptn.sh", (2, 13), &["Analysis", "KeptnMetric"]),
    ("microgateway.airlock.com", (3, 6), &["*"]),
    ("minio.min.io", (2, 8), &["Tenant"]),
    ("monitoring.coreos.com", (2, 8), &["Prometheus"]),
    ("networking.gke.io", (2, 8), &["ManagedCertificate"]),
    ("nmstate.io", (3, 4), &["NodeNetworkConfigurationPolicy"]),
    ("notification.toolkit.fluxcd.io", (2, 13), &["Receiver"]),
    ("numaflow.numaproj.io", (2, 14), &["InterStepBufferService", "MonoVertex", "Pipeline", "Vertex"]),
    (
        "numaplane.numaproj.io",
        (2, 13),
        &["ISBServiceRollout", "MonoVertexRollout", "NumaflowControllerRollout", "PipelineRollout"],
    ),
    ("objectbucket.io", (3, 3), &["ObjectBucketClaim"]),
    ("ocs.openshift.io", (3, 1), &["StorageCluster"]),
    ("onepassword.com", (2, 8), &["OnePasswordItem"]),
    ("openfaas.com", (2, 11), &["Function"]),
    ("opentelemetry.io", (3, 1), &["OpenTelemetryCollector"]),
    ("operator.knative.dev", (2, 8), &["KnativeEventing", "KnativeServing"]),
    ("operator.openshift.io", (2, 8), &["IngressController"]),
    ("operator.victoriametrics.com", (3, 5), &["*"]),
    ("operators.coreos.com", (2, 8), &["Subscription"]),
    ("pkg.crossplane.io", (2, 8), &["Provider"]),
    (
        "platform.confluent.io",
        (2, 8),
        &["Connect", "ControlCenter", "Kafka", "KsqlDB", "SchemaRegistry", "Zookeeper"],
    ),
    ("platform.confluent.io", (2, 14), &["Connector"]),
    ("policy", (2, 13), &["PodDisruptionBudget"]),
    (
        "policy.open-cluster-management.io",
        (2, 13),
        &["CertificatePolicy", "ConfigurationPolicy", "OperatorPolicy", "Policy"],
    ),
    ("postgresql.cnpg.io", (3, 1), &["Cluster"]),
    ("proclaim.dogmatiq.io", (2, 8), &["DNSSDServiceInstance"]),
    ("projectcontour.io", (3, 1), &["HTTPProxy"]),
    ("projectcontour.io", (3, 2), &["ExtensionService"]),
    (
        "promoter.argoproj.io",
        (3, 2),
        &["ArgoCDCommitStatus", "ChangeTransferPolicy", "CommitStatus", "PromotionStrategy", "PullRequest"],
    ),
    (
        "promoter.argoproj.io",
        (3, 5),
        &[
            "ClusterScmProvider",
            "GitCommitStatus",
            "GitRepository",
            "ScmProvider",
            "TimedCommitStatus",
            "WebRequestCommitStatus",
        ],
    ),
    ("psmdb.percona.com", (2, 14), &["PerconaServerMongoDB"]),
    ("pubsub.cnrm.cloud.google.com", (2, 8), &["PubSubSubscription", "PubSubTopic"]),
    ("pulumi.com", (3, 6), &["Stack"]),
    ("pxc.percona.com", (2, 8), &["PerconaXtraDBCluster"]),
    ("rabbitmq.com", (2, 14), &["RabbitmqCluster"]),
    (
        "rabbitmq.com",
        (3, 1),
        &["Binding", "Exchange", "Permission", "Policy", "Queue", "Shovel", "User", "Vhost"],
    ),
    ("rds.aws.crossplane.io", (2, 13), &["DBCluster", "DBInstance"]),
    ("resourcemanager.cnrm.cloud.google.com", (2, 8), &["Project"]),
    ("rollouts.kruise.io", (2, 9), &["Rollout"]),
    ("route.openshift.io", (2, 8), &["Route"]),
    ("route53.aws.crossplane.io", (2, 13), &["ResourceRecordSet"]),
    ("s3.aws.crossplane.io", (2, 13), &["Bucket"]),
    ("services.cloud.sap.com", (3, 3), &["ServiceBinding", "ServiceInstance"]),
    ("serving.knative.dev", (2, 8), &["Service"]),
    ("serving.kserve.io", (2, 8), &["InferenceService"]),
    ("snapshot.storage.k8s.io", (2, 8), &["VolumeSnapshot", "VolumeSnapshotContent"]),
    ("solr.apache.org", (2, 14), &["SolrCloud"]),
    (
        "source.toolkit.fluxcd.io",
        (2, 13),
        &["Bucket", "GitRepository", "HelmChart", "HelmRepository", "OCIRepository"],
    ),
    ("sparkoperator.k8s.io", (2, 8), &["SparkApplication"]),
    ("spot.io", (2, 8), &["SpotDeployment"]),
    ("sql.cnrm.cloud.google.com", (2, 8), &["SQLDatabase", "SQLInstance"]),
    ("stacks.crossplane.io", (2, 8), &["ClusterStackInstall"]),
    (
        "storage.cnrm.cloud.google.com",
        (2, 8),
        &["StorageBucket", "StorageBucketAccessControl", "StorageDefaultObjectAccessControl"],
    ),
    ("tower.ansible.com", (2, 9), &["AnsibleJob"]),
    ("trident.netapp.io", (2, 8), &["TridentBackendConfig", "TridentOrchestrator"]),
    ("work.karmada.io", (2, 8), &["ClusterResourceBinding", "ResourceBinding"]),
    ("zookeeper.pravega.io", (2, 8), &["ZookeeperCluster"]),
];

/// Custom resources that others read and that have no health: whatever waits for one has nothing to wait for.
const SETTINGS: &[(&str, &[&str])] = &[
    (
        "argoproj.io",
        &[
            "AnalysisTemplate",
            "AppProject",
            "ClusterAnalysisTemplate",
            "ClusterWorkflowTemplate",
            "WorkflowTemplate",
        ],
    ),
    ("barmancloud.cnpg.io", &["ObjectStore"]),
    ("flagger.app", &["AlertProvider", "MetricTemplate"]),
    ("gateway.networking.k8s.io", &["ReferenceGrant"]),
    ("keda.sh", &["ClusterTriggerAuthentication", "TriggerAuthentication"]),
    (
        "monitoring.coreos.com",
        &["AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "ServiceMonitor"],
    ),
    ("networking.istio.io", &["*"]),
    ("postgresql.cnpg.io", &["ClusterImageCatalog", "ImageCatalog", "ScheduledBackup"]),
    ("security.istio.io", &["*"]),
    ("telemetry.istio.io", &["*"]),
    ("traefik.io", &["*"]),
];

/// The release of Argo CD that a kind has a check since; `None` where none of them has one.
pub fn has_health_since(group: &str, kind: &str) -> Option<(u32, u32)> {
    let here = BUILT_IN
        .iter()
        .filter(|(known, _, kinds)| matches(known, group) && kinds.iter().any(|known| matches(known, kind)));
    here.map(|(_, since, _)| *since).min()
}

/// Whether objects of a kind are settings that others read, without a health of their own.
pub fn has_no_health(group: &str, kind: &str) -> bool {
    SETTINGS.iter().any(|(known, kinds)| *known == group && kinds.iter().any(|known| matches(known, kind)))
}

/// Whether a name has a pattern: a name itself, or one with `*` at its start.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(end) => name.ends_with(end),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_since_a_release() {
        assert!(BUILT_IN.is_sorted() && SETTINGS.is_sorted());
        assert!(BUILT_IN.iter().all(|(_, _, kinds)| kinds.is_sorted()));
        for (group, kind, since) in [
            ("cert-manager.io", "Certificate", Some((2, 8))),
            ("postgresql.cnpg.io", "Cluster", Some((3, 1))),
            ("keda.sh", "ScaledJob", Some((3, 3))),
            ("s3.aws.upbound.io", "Bucket", Some((3, 1))),
            // The older of a check by name and one by a pattern.
            ("sql.cnrm.cloud.google.com", "SQLInstance", Some((2, 8))),
            ("sql.cnrm.cloud.google.com", "SQLUser", Some((3, 3))),
            ("postgresql.cnpg.io", "Pooler", None),
            ("crossplane.io", "Bucket", None),
        ] {
            assert_eq!(has_health_since(group, kind), since, "{group}/{kind}");
        }
        assert!(has_no_health("networking.istio.io", "VirtualService"));
        assert!(!has_no_health("monitoring.coreos.com", "Alertmanager"));
    }
}
