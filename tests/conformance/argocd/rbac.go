package main

import (
	"encoding/csv"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/util/assets"
	"github.com/argoproj/argo-cd/v3/util/rbac"
)

// known is what may be done with what, as `argocd admin settings rbac can` has it.
var known = map[string][]string{
	rbac.ResourceApplications:    {"get", "create", "update", "delete", "sync", "override", "action/apps/Deployment/restart"},
	rbac.ResourceApplicationSets: {"get", "create", "update", "delete"},
	rbac.ResourceProjects:        {"get", "create", "update", "delete"},
	rbac.ResourceRepositories:    {"get", "create", "update", "delete"},
	rbac.ResourceClusters:        {"get", "create", "update", "delete"},
	rbac.ResourceCertificates:    {"get", "create", "delete"},
	rbac.ResourceGPGKeys:         {"get", "create", "delete"},
	rbac.ResourceAccounts:        {"get", "update"},
	rbac.ResourceLogs:            {"get"},
	rbac.ResourceExec:            {"create"},
}

// permission is a line `p` of a policy.
type permission struct{ resource, action, object string }

// rbac reports what the enforcer of Argo CD makes of a policy that it does not say.
func (j *judge) rbac(tree string) {
	j.settings(tree, "argocd-rbac-cm", func(config corev1.ConfigMap) {
		policy := config.Data[rbac.ConfigMapPolicyCSVKey]
		if err := rbac.ValidatePolicy(policy); err != nil {
			j.wrong("%v", err)
			return
		}
		var scopes []string
		if err := yaml.UnmarshalStrict([]byte(config.Data[rbac.ConfigMapScopesKey]), &scopes); err != nil {
			j.wrong("scopes: %v", err)
		}
		enforcer := rbac.NewEnforcer(nil, config.Namespace, config.Name, nil)
		if err := enforcer.SetBuiltinPolicy(assets.BuiltinPolicyCSV); err != nil {
			panic(err)
		}
		if err := enforcer.SetUserPolicy(policy); err != nil {
			j.wrong("%v", err)
			return
		}
		roles, groups := j.lines(policy)
		for _, group := range sorted(groups) {
			var permissions []permission
			for _, role := range groups[group] {
				permissions = append(permissions, roles[role]...)
			}
			j.enforces(enforcer, group, permissions)
		}
		if fallback := config.Data[rbac.ConfigMapPolicyDefaultKey]; fallback != "" {
			permissions, ours := roles[fallback]
			switch {
			case ours:
				enforcer.SetDefaultRole(fallback)
				j.enforces(enforcer, "nobody", permissions)
			case enforcer.Enforce("nobody", "applications", "get", "shop/web"):
				j.wrong("somebody without a role may see applications before there is a default role")
			default:
				enforcer.SetDefaultRole(fallback)
				if !enforcer.Enforce("nobody", "applications", "get", "shop/web") {
					j.wrong("the default role %s is none", fallback)
				}
			}
		}
	})
}

// enforces holds what a group may do against the permissions of its role.
func (j *judge) enforces(enforcer *rbac.Enforcer, group string, permissions []permission) {
	for _, permission := range permissions {
		if !slices.Contains(known[permission.resource], sample(permission.action)) {
			j.wrong("Argo CD does not know the action %s of %s", permission.action, permission.resource)
		}
		if !enforcer.Enforce(group, permission.resource, sample(permission.action), strings.ReplaceAll(permission.object, "*", "some")) {
			j.wrong("%s may not %s %s %s", group, permission.action, permission.resource, permission.object)
		}
	}
	for _, resource := range sorted(known) {
		for _, action := range known[resource] {
			// Of a resource in no project that is named, and of one in none at all.
			for _, object := range []string{"elsewhere/some", "elsewhere"} {
				said := slices.ContainsFunc(permissions, func(permission permission) bool {
					everywhere := permission.object == "*" || permission.object == "*/*" && object == "elsewhere/some"
					return permission.resource == resource && sample(permission.action) == action && everywhere
				})
				if enforcer.Enforce(group, resource, action, object) != said {
					j.wrong("%s may %s %s %s: said is %t", group, action, resource, object, said)
				}
			}
		}
	}
}

// sample is something that an action covers.
func sample(action string) string {
	return strings.ReplaceAll(action, "*", "apps/Deployment/restart")
}

// lines are the permissions of each role of a policy, and the roles of each group.
func (j *judge) lines(policy string) (map[string][]permission, map[string][]string) {
	roles, groups := map[string][]permission{}, map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(policy), "\n") {
		reader := csv.NewReader(strings.NewReader(line))
		reader.TrimLeadingSpace = true
		cells, err := reader.Read()
		switch {
		case policy == "":
		case err != nil:
			j.wrong("%s: %v", line, err)
		case cells[0] == "p":
			roles[cells[1]] = append(roles[cells[1]], permission{cells[2], cells[3], cells[4]})
		case cells[0] == "g":
			groups[cells[1]] = append(groups[cells[1]], cells[2])
		}
	}
	return roles, groups
}
