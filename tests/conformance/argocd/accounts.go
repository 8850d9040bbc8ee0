package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
	"github.com/argoproj/argo-cd/v3/util/glob"
)

// accountOf is the service account by which Argo CD syncs an application: that of the first line whose patterns, as Argo CD
// matches them, are those of its cluster and namespace. (What says so in Argo CD is private to the controller, which does not
// compile in the release that the judge is made of.)
func accountOf(project v1alpha1.AppProject, application v1alpha1.Application, cluster *v1alpha1.Cluster) (string, error) {
	for _, line := range project.Spec.DestinationServiceAccounts {
		server, err := glob.MatchWithError(line.Server, cluster.Server)
		if err != nil {
			return "", err
		}
		namespace, err := glob.MatchWithError(line.Namespace, application.Spec.Destination.Namespace)
		if err != nil {
			return "", err
		}
		switch {
		case !server || !namespace:
		case strings.Contains(line.DefaultServiceAccount, ":"):
			return line.DefaultServiceAccount, nil
		default:
			return application.Spec.Destination.Namespace + ":" + line.DefaultServiceAccount, nil
		}
	}
	return "", errors.New("no line of the project is for it")
}

// readAccounts are the service accounts of a program, by project; none where Argo CD syncs as itself.
func (j *judge) readAccounts(path string) map[string]string {
	var accounts map[string]string
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return accounts
	}
	if err == nil {
		err = json.Unmarshal(content, &accounts)
	}
	if err != nil {
		j.wrong("%v", err)
	}
	return accounts
}

// impersonates reports whether the tree has Argo CD sync by service accounts.
func (j *judge) impersonates(tree string) bool {
	does := false
	j.settings(tree, "argocd-cm", func(config corev1.ConfigMap) {
		does = config.Data["application.sync.impersonation.enabled"] == "true"
	})
	return does
}

// account holds the service account by which Argo CD syncs an application against the one that the program says, and asks for
// one where none is due.
func (j *judge) account(application v1alpha1.Application, project v1alpha1.AppProject, accounts map[string]string) {
	said, found := accounts[project.Name]
	if !found {
		if len(project.Spec.DestinationServiceAccounts) > 0 {
			j.wrong("%s has service accounts, and the program says none", project.Name)
		}
		return
	}
	expected := said
	if !strings.Contains(said, ":") {
		expected = application.Spec.Destination.Namespace + ":" + said
	}
	cluster, err := argo.GetDestinationCluster(context.Background(), application.Spec.Destination, clusters{})
	if err != nil {
		j.wrong("%s: %v", application.Name, err)
		return
	}
	j.accounts++
	account, err := accountOf(project, application, cluster)
	if err != nil || account != expected {
		j.wrong("%s is synced by %q, and should be by %q (%v)", application.Name, account, expected, err)
	}
	elsewhere := application.DeepCopy()
	elsewhere.Spec.Destination.Namespace = "another-namespace"
	if account, err := accountOf(project, *elsewhere, cluster); err == nil {
		j.wrong("%s is synced by %q in a namespace that is not its own", application.Name, account)
	}
}

// accountOfRoot holds the root application, which is in a project of Argo CD's own, against the account of the platform.
func (j *judge) accountOfRoot(tree string, accounts map[string]string) {
	if impersonates := j.impersonates(tree); impersonates != (accounts != nil) {
		j.wrong("that Argo CD syncs by service accounts is %t, and should be %t", impersonates, accounts != nil)
	}
	if accounts == nil {
		return
	}
	matching(j, filepath.Join(tree, "bootstrap", "root.yaml"), func(root v1alpha1.Application) {
		found := false
		each(j, filepath.Join(tree, "argocd", "projects"), func(project v1alpha1.AppProject) {
			if project.Name == root.Spec.Project {
				found = true
				j.account(root, project, accounts)
			}
		})
		if !found {
			j.wrong("the root application is in a project %s, and there is none", root.Spec.Project)
		}
	})
}
