//! What imports bring in, and what is wrong with them.

use crate::testing::check_names as check;

#[test]
fn names_of_the_library_and_of_kubernetes_come_in() {
    check(
        "
import std/web { WebService, Sizing as WebSizing }
import k8s/apps/v1 { Deployment }
import k8s/core/v1 as core
import std/worker
type Uses { a: WebService, b: WebSizing, c: Deployment, d: core.Pod, e: worker.Worker }
",
        "",
    );
}

#[test]
fn an_unknown_package_is_reported_with_the_nearest() {
    check(
        "
import std/wed { WebService }
import k8s/aps/v1 { Deployment }
import k8s/apps/v2 { StatefulSet }
import k8s/apps { DaemonSet }
import nowhere/at/all { Thing }
type Uses { a: WebService, b: Deployment, c: StatefulSet, d: DaemonSet, e: Thing }
",
        "
        main.o8:2:8 E0204 there is no package `std/wed`
          help: did you mean `std/web`?
          fix: write `std/web`
        main.o8:3:8 E0204 there is no package `k8s/aps/v1`
          help: did you mean `k8s/apps/v1`?
          fix: write `k8s/apps/v1`
        main.o8:4:8 E0204 the group `apps` has no version `v2`
          help: it has `k8s/apps/v1`
          fix: import `k8s/apps/v1`
        main.o8:5:8 E0204 the path of the group `apps` lacks a version
          help: it has `k8s/apps/v1`
          fix: import `k8s/apps/v1`
        main.o8:6:8 E0204 there is no package `nowhere/at/all`
        ",
    );
}

#[test]
fn an_unknown_name_in_a_package_is_reported_once() {
    check(
        "
import std/web { WebServise }
import k8s/apps/v1 { Deploymnet, Frobnicator }
type Uses { a: WebServise, b: Deploymnet, c: [Frobnicator] }
",
        "
        main.o8:2:18 E0205 `std/web` has nothing called `WebServise`
          help: did you mean `WebService`?
          fix: write `WebService`
        main.o8:3:22 E0205 `k8s/apps/v1` has nothing called `Deploymnet`
          help: did you mean `Deployment`?
          fix: write `Deployment`
        main.o8:3:34 E0205 `k8s/apps/v1` has nothing called `Frobnicator`
        ",
    );
}

#[test]
fn what_is_not_public_or_an_entity_stays_in_its_package() {
    check(
        "
//- packages/shared/types.o8
type Private { x: Int }
cluster prod-eu { server = \"https://x.example\" }
//- main.o8
import shared { Private, prod-eu }
type Uses { a: Private }
",
        "
        main.o8:1:17 E0206 `Private` of `shared` is not `pub`
          shared/types.o8:1:6: declared here, for its package alone
        main.o8:1:26 E0207 the cluster `prod-eu` cannot be imported
          shared/types.o8:2:9: declared here
          help: `existing cluster prod-eu` refers to something that another repository owns
        ",
    );
}

#[test]
fn a_path_that_ends_in_a_version_needs_a_name() {
    check(
        "
import k8s/networking.k8s.io/v1
",
        "
        main.o8:2:8 E0208 the path of this import ends in a version, which is no name
          help: write `import k8s/networking.k8s.io/v1 { … }` or `import k8s/networking.k8s.io/v1 as networking`
          fix: name it `networking`
        ",
    );
}

#[test]
fn a_clash_with_the_package_is_an_error() {
    check(
        "
import std/web { WebService }
type WebService { x: Int }
type Uses { a: WebService }
",
        "
        main.o8:2:18 E0209 `WebService` is imported, and this package declares it too
          main.o8:3:6: declared here
          help: give the import another name: `WebService as …`
          fix: import it under another name
        ",
    );
}

#[test]
fn one_name_for_two_things_is_an_error_and_twice_the_same_a_warning() {
    check(
        "
import k8s/apps/v1 { Deployment, Deployment }
import k8s/core/v1 { Pod as Deployment }
type Uses { a: Deployment }
",
        "
        main.o8:2:34 W0204 `Deployment` is imported twice
          main.o8:2:22: first imported here
          fix: remove it
        main.o8:3:22 E0210 `Deployment` is imported twice, for different things
          main.o8:2:22: first imported here
          help: give one of them another name: `Deployment as …`
        ",
    );
}

#[test]
fn what_is_not_used_can_be_removed() {
    check(
        "
import k8s/apps/v1 { Deployment, StatefulSet, DaemonSet }
import std/web
type Uses { a: StatefulSet }
fn shadow(web: Int) -> Int = web
",
        "
        main.o8:2:22 W0201 `Deployment` is imported and not used
          fix: remove it
        main.o8:2:47 W0201 `DaemonSet` is imported and not used
          fix: remove it
        main.o8:3:8 W0201 `web` is imported and not used
          fix: remove it
        ",
    );
}

#[test]
fn hiding_a_name_that_every_file_knows_is_a_warning() {
    check(
        "
import k8s/core/v1 { Namespace, Secret }
type Port { x: Int }
type Uses { a: Namespace, b: Secret, c: Port }
",
        "
        main.o8:2:22 W0202 `Namespace` hides a name that every file knows
          help: another name keeps both within reach
        main.o8:2:33 W0202 `Secret` hides a name that every file knows
          help: another name keeps both within reach
        main.o8:3:6 W0202 `Port` hides a name that every file knows
          help: another name keeps both within reach
        ",
    );
}

#[test]
fn a_removed_api_version_says_what_to_import() {
    check(
        "
import k8s/batch/v1beta1 { CronJob }
import k8s/policy/v1beta1 { PodSecurityPolicy, PodDisruptionBudget }
import k8s/extensions/v1beta1 { Ingress }
type Uses { a: CronJob, b: PodSecurityPolicy, c: PodDisruptionBudget, d: Ingress }
",
        "
        main.o8:2:28 E0226 `CronJob` of `k8s/batch/v1beta1` was removed in Kubernetes 1.25
          help: write `import k8s/batch/v1 { CronJob }`
          fix: import from `k8s/batch/v1`
        main.o8:3:29 E0226 `PodSecurityPolicy` of `k8s/policy/v1beta1` was removed in Kubernetes 1.25
          help: in its place there is Pod Security Admission: the label `pod-security.kubernetes.io/enforce` on the namespace
        main.o8:3:48 E0226 `PodDisruptionBudget` of `k8s/policy/v1beta1` was removed in Kubernetes 1.25
          help: write `import k8s/policy/v1 { PodDisruptionBudget }`
        main.o8:4:33 E0226 `Ingress` of `k8s/extensions/v1beta1` was removed in Kubernetes 1.22
          help: write `import k8s/networking.k8s.io/v1 { Ingress }`
          fix: import from `k8s/networking.k8s.io/v1`
        ",
    );
}

#[test]
fn a_deprecated_import_is_a_warning() {
    check(
        "
//- packages/shared/types.o8
@deprecated(\"use `New`\")
pub type Old { x: Int }
//- main.o8
import shared { Old }
type Uses { a: Old }
",
        "
        main.o8:1:17 W0206 `Old` is deprecated
          help: use `New`
        ",
    );
}

#[test]
fn packages_that_import_each_other_are_reported_once() {
    check(
        "
//- packages/a/a.o8
import b { B }
pub type A { b: B }
//- packages/b/b.o8
import a { A }
pub type B { a: A }
//- main.o8
import a { A }
type Uses { a: A }
",
        "",
    );
}
