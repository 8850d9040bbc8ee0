//! Objects of the size that people deploy.
#![allow(dead_code, reason = "each benchmark uses its part")]

use o8_ir::{Map, Node, Tree};

pub(crate) fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    Node::derived(Tree::Map(entries.into_iter().collect::<Map>()))
}

pub(crate) fn list<const N: usize>(items: [Node; N]) -> Node {
    Node::derived(Vec::from(items).into())
}

pub(crate) fn text(text: String) -> Node {
    text.as_str().into()
}

pub(crate) fn deployment(index: usize) -> Node {
    let name = || text(format!("checkout-{index}"));
    let labels = || {
        map([
            ("app.kubernetes.io/name", name()),
            ("app.kubernetes.io/part-of", "shop".into()),
            ("app.kubernetes.io/version", text(format!("1.4.{index}"))),
            ("app.kubernetes.io/managed-by", "o8".into()),
        ])
    };
    let probe = |path: &str| {
        map([
            ("httpGet", map([("path", path.into()), ("port", "http".into())])),
            ("periodSeconds", 10.into()),
            ("timeoutSeconds", 2.into()),
            ("failureThreshold", 3.into()),
        ])
    };
    let variable = |key: &str, value: &str| map([("name", key.into()), ("value", value.into())]);
    let container = map([
        ("name", "app".into()),
        ("image", text(format!("ghcr.io/acme/checkout-{index}:1.4.2"))),
        ("args", list(["--listen=:8080".into(), "--config".into(), "/etc/app/config.yaml".into()])),
        (
            "ports",
            list([map([
                ("name", "http".into()),
                ("containerPort", 8080.into()),
                ("protocol", "TCP".into()),
            ])]),
        ),
        (
            "env",
            list([
                variable("LOG_LEVEL", "info"),
                variable("DATABASE_URL", "postgres://checkout@db.shop.svc:5432/checkout?sslmode=require"),
                variable("WORKERS", "4"),
                variable("FEATURES", "cart,search"),
            ]),
        ),
        (
            "resources",
            map([
                ("requests", map([("cpu", "250m".into()), ("memory", "256Mi".into())])),
                ("limits", map([("memory", "512Mi".into())])),
            ]),
        ),
        ("startupProbe", probe("/healthz")),
        ("livenessProbe", probe("/healthz")),
        ("readinessProbe", probe("/ready")),
        (
            "securityContext",
            map([
                ("allowPrivilegeEscalation", false.into()),
                ("readOnlyRootFilesystem", true.into()),
                ("capabilities", map([("drop", list(["ALL".into()]))])),
            ]),
        ),
    ]);
    map([
        ("apiVersion", "apps/v1".into()),
        ("kind", "Deployment".into()),
        ("metadata", map([("name", name()), ("labels", labels())])),
        (
            "spec",
            map([
                ("replicas", 3.into()),
                ("selector", map([("matchLabels", map([("app.kubernetes.io/name", name())]))])),
                (
                    "template",
                    map([
                        ("metadata", map([("labels", labels())])),
                        (
                            "spec",
                            map([
                                ("serviceAccountName", name()),
                                ("automountServiceAccountToken", false.into()),
                                ("containers", list([container])),
                            ]),
                        ),
                    ]),
                ),
            ]),
        ),
    ])
}
