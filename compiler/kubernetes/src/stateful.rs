//! Kinds whose objects hold data, or take along what does: deleting one loses what nobody can apply again.

/// Group and kind, sorted. Custom resources stand here because their operators delete the volumes, or whatever else holds
/// the data, together with the object: as each operator's documentation says of deletion.
const STATEFUL: &[(&str, &str)] = &[
    ("", "Namespace"),
    ("", "PersistentVolume"),
    ("", "PersistentVolumeClaim"),
    ("acid.zalan.do", "postgresql"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apps", "StatefulSet"),
    ("clickhouse.altinity.com", "ClickHouseInstallation"),
    ("elasticsearch.k8s.elastic.co", "Elasticsearch"),
    ("k8s.mariadb.com", "MariaDB"),
    ("kafka.strimzi.io", "Kafka"),
    ("kafka.strimzi.io", "KafkaNodePool"),
    ("kafka.strimzi.io", "KafkaTopic"),
    ("mongodbcommunity.mongodb.com", "MongoDBCommunity"),
    ("mysql.oracle.com", "InnoDBCluster"),
    ("pgv2.percona.com", "PerconaPGCluster"),
    ("postgresql.cnpg.io", "Cluster"),
    ("postgresql.cnpg.io", "Database"),
    ("psmdb.percona.com", "PerconaServerMongoDB"),
    ("pxc.percona.com", "PerconaXtraDBCluster"),
    ("rabbitmq.com", "RabbitmqCluster"),
    ("snapshot.storage.k8s.io", "VolumeSnapshot"),
];

/// Whether an object of a kind holds data, or takes along what does.
pub fn is_stateful(group: &str, kind: &str) -> bool {
    STATEFUL.binary_search(&(group, kind)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(STATEFUL.is_sorted());
        assert!(is_stateful("apps", "StatefulSet") && is_stateful("", "PersistentVolumeClaim"));
        assert!(!is_stateful("apps", "Deployment") && !is_stateful("", "StatefulSet"));
    }
}
