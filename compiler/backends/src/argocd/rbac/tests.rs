use super::*;
use o8_ir::argocd::GlobalRole;

#[test]
fn groups_with_commas_are_quoted() {
    let role = GlobalRole {
        name: "on-call".into(),
        groups: vec!["oidc:on-call".into(), "CN=on \"call\",OU=acme".into()],
        grants: vec![Grant {
            projects: vec!["shop".into()],
            permissions: vec![(Resource::Applications, "exec".into())],
        }],
    };
    let rbac = Rbac { default: None, scopes: Vec::new(), roles: vec![role] };
    assert_eq!(
        policy(&rbac),
        "p, role:on-call, exec, create, shop/*, allow\n\
         g, oidc:on-call, role:on-call\n\
         g, \"CN=on \"\"call\"\",OU=acme\", role:on-call\n"
    );
}
