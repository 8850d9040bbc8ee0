package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	log "github.com/sirupsen/logrus"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// previews makes the Applications of pull requests. The folder holds `pulls.json`, as GitHub lists them, and a folder for each
// program with its tree. Beside the tree, `previews.json` says for each ApplicationSet what Argo CD makes of it: a list of
// the parameters of a pull request and the Application.
func (j *judge) previews(folder string) {
	pulls, err := os.ReadFile(filepath.Join(folder, "pulls.json"))
	if err != nil {
		j.wrong("%v", err)
		return
	}
	host := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, request *http.Request) {
		if !strings.HasSuffix(request.URL.Path, "/pulls") {
			out.WriteHeader(http.StatusNotFound)
			return
		}
		out.Header().Set("Content-Type", "application/json")
		_, _ = out.Write(pulls)
	}))
	defer host.Close()
	programs, err := os.ReadDir(folder)
	if err != nil {
		j.wrong("%v", err)
	}
	for _, program := range programs {
		if program.IsDir() {
			j.where = program.Name()
			j.previewsOf(filepath.Join(folder, program.Name()), host.URL)
		}
	}
}

type preview struct {
	Parameters  map[string]any       `json:"parameters"`
	Application v1alpha1.Application `json:"application"`
}

func (j *judge) previewsOf(folder, host string) {
	projects := map[string]v1alpha1.AppProject{}
	paths, _ := filepath.Glob(filepath.Join(folder, "tree", "argocd", "projects", "*.yaml"))
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			j.wrong("%v", err)
			continue
		}
		// Names of kinds without a namespace are newer than this judge, so that it is not strict here.
		var project v1alpha1.AppProject
		if err := yaml.Unmarshal(content, &project); err != nil {
			j.wrong("%s: %v", path, err)
		}
		projects[project.Name] = project
	}
	made := map[string][]preview{}
	each(j, filepath.Join(folder, "tree", "argocd", "applicationsets"), func(set v1alpha1.ApplicationSet) {
		if len(set.Spec.Generators) != 1 || set.Spec.Generators[0].PullRequest == nil {
			return
		}
		// Whoever hosts the repository: here it is us.
		generator := set.Spec.Generators[0].PullRequest
		labels := []string{}
		if generator.Github != nil {
			labels = generator.Github.Labels
		}
		generator.GitLab, generator.Gitea, generator.Bitbucket, generator.BitbucketServer, generator.AzureDevOps = nil, nil, nil, nil, nil
		generator.Github = &v1alpha1.PullRequestGeneratorGithub{Owner: "acme", Repo: "shop", API: host, Labels: labels}
		generator.Filters = nil
		config := generators.NewSCMConfig("", nil, true, false, nil, false)
		known := map[string]generators.Generator{"PullRequest": generators.NewPullRequestGenerator(nil, config)}
		parameters, err := known["PullRequest"].GenerateParams(&set.Spec.Generators[0], &set, nil)
		if err != nil {
			j.wrong("%s: %v", set.Name, err)
			return
		}
		applications, _, err := template.GenerateApplications(log.WithField("set", set.Name), set, known, &utils.Render{}, nil)
		if err != nil || len(applications) != len(parameters) {
			j.wrong("%s: %d applications for %d pull requests: %v", set.Name, len(applications), len(parameters), err)
			return
		}
		names := map[string]bool{}
		for at, application := range applications {
			j.applications++
			if len(application.Name) > 63 || names[application.Name] {
				j.wrong("%s: an application is called %s", set.Name, application.Name)
			}
			names[application.Name] = true
			j.belongs(application, projects)
			made[set.Name] = append(made[set.Name], preview{Parameters: parameters[at], Application: application})
		}
	})
	bytes, err := json.Marshal(made)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "previews.json"), bytes, 0o644)
	}
	if err != nil {
		j.wrong("%v", err)
	}
}

// belongs reports what the project of an application refuses of it, the namespace that is made with it included.
func (j *judge) belongs(application v1alpha1.Application, projects map[string]v1alpha1.AppProject) {
	project, found := projects[application.Spec.Project]
	if !found {
		j.wrong("%s is in a project %s, and there is none", application.Name, application.Spec.Project)
		return
	}
	for _, source := range application.Spec.GetSources() {
		if !project.IsSourcePermitted(source) {
			j.wrong("%s may not read %s", application.Name, source.RepoURL)
		}
	}
	j.destination(application, project, application.Spec.Destination.Namespace, true)
	if !project.IsGroupKindPermitted(schema.GroupKind{Kind: "Namespace"}, false) {
		j.wrong("%s may not make its namespace", application.Name)
	}
	policy := application.Spec.SyncPolicy
	if policy == nil || !policy.SyncOptions.HasOption("CreateNamespace=true") || policy.ManagedNamespaceMetadata == nil {
		j.wrong("%s does not make its namespace", application.Name)
	}
}

func runPreviews(folder string) {
	judge := &judge{}
	judge.previews(folder)
	fmt.Printf("%d applications, %d mistakes\n", judge.applications, judge.mistakes)
	if judge.mistakes > 0 {
		os.Exit(1)
	}
}
