// Argo CD's own code as the judge of what o8 writes for it.
//
// The argument is a folder with one folder for each program, and in it three trees of the program: `sets`, in the rendered
// layout with ApplicationSets, `applications`, the same with plain Applications, and `overlays`, with bases and overlays. (What
// Argo CD renders to branches has no rendered layout: there, all three have bases and overlays.) For each program
//
//   - Argo CD makes of the ApplicationSets exactly the Applications that the compiler wrote; where it looks for the clusters itself,
//     those that the compiler writes for the same clusters where they are listed,
//   - the AppProjects are valid, and permit every Application with its sources, its destination and its objects,
//   - the AppProjects refuse what is not theirs,
//   - Argo CD syncs every Application by the service account that `accounts.json` says for its project,
//   - the source hydrator commits every Application once, and no branch is in the way of another one,
//   - the Applications compare everything but what others write, and of that nothing,
//   - the roles of Argo CD allow what the policy says, and nothing else,
//   - the notifications are understood, and are about the applications of the platform alone,
//   - a commit refreshes the Applications that are made from the files that it changes, and no others,
//   - the AppProjects let every Application be synced exactly when `calendars.json` says so, for each environment.
//
// Every mistake is a line of the output; with any, the exit code is 1.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	log "github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

func main() {
	log.SetOutput(io.Discard)
	if len(os.Args) == 3 && os.Args[1] == "previews" {
		runPreviews(os.Args[2])
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: argocd [previews] FOLDER")
		os.Exit(2)
	}
	programs, err := os.ReadDir(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	judge := &judge{}
	for _, program := range programs {
		judge.program(filepath.Join(os.Args[1], program.Name()))
	}
	withOwnClock(judge.ask, func() {
		if judge.asked < len(judge.calendars) {
			judge.wrong("Argo CD has not been asked about all calendars")
		}
		fmt.Printf("%d programs, %d applications, %d objects, %d answers on windows, %d on commits, %d on accounts, %d rendered to branches, %d mistakes\n",
			len(programs), judge.applications, judge.objects, judge.asked, judge.refreshed, judge.accounts, judge.hydrated, judge.mistakes)
		if judge.mistakes > 0 {
			os.Exit(1)
		}
		os.Exit(0)
	})
}

type judge struct {
	where                           string
	applications, objects, mistakes int
	// How often Argo CD has been asked whether a commit refreshes an application.
	refreshed int
	// How often it has been asked by which service account it syncs, and to render an application to a branch.
	accounts, hydrated int
	// Calendars of all programs, and how often Argo CD has been asked about them.
	calendars []asked
	asking    sync.Mutex
	asked     int
}

func (j *judge) wrong(format string, arguments ...any) {
	j.mistakes++
	fmt.Printf("%s: %s\n", j.where, fmt.Sprintf(format, arguments...))
}

func (j *judge) program(folder string) {
	j.where = filepath.Base(folder)
	sets := filepath.Join(folder, "sets")
	j.rbac(sets)
	j.paths(sets)
	j.paths(filepath.Join(folder, "overlays"))
	made := map[string]v1alpha1.Application{}
	fleet := map[string]bool{}
	known := j.knownGenerators(sets)
	each(j, filepath.Join(sets, "argocd", "applicationsets"), func(set v1alpha1.ApplicationSet) {
		applications, _, err := template.GenerateApplications(log.WithField("set", set.Name), set, known, &utils.Render{}, nil)
		if err != nil {
			j.wrong("the ApplicationSet %s: %v", set.Name, err)
		}
		for _, application := range applications {
			if _, twice := made[application.Name]; twice {
				j.wrong("two applications are called %s", application.Name)
			}
			made[application.Name] = application
			fleet[application.Name] = isFleet(set)
		}
	})
	j.compare(made, fleet, filepath.Join(folder, "applications", "argocd", "applications"))

	j.notifications(sets, made)

	projects := map[string]v1alpha1.AppProject{}
	each(j, filepath.Join(sets, "argocd", "projects"), func(project v1alpha1.AppProject) {
		if err := project.ValidateProject(); err != nil {
			j.wrong("the AppProject %s: %v", project.Name, err)
		}
		projects[project.Name] = project
	})
	accounts := j.readAccounts(filepath.Join(folder, "accounts.json"))
	j.accountOfRoot(sets, accounts)
	j.hydrates(sets, made, projects)
	calendars := j.readCalendars(filepath.Join(folder, "calendars.json"))
	for _, name := range sorted(made) {
		application := made[name]
		project, found := projects[application.Spec.Project]
		if !found {
			j.wrong("%s is in a project %s, and there is none", name, application.Spec.Project)
			continue
		}
		j.applications++
		j.valid(application, project)
		j.account(application, project, accounts)
		j.permits(sets, application, project)
		j.refuses(application, project)
		j.ignores(sets, application)
		j.windows(application, project, calendars)
	}
}

// compare holds what Argo CD makes of the ApplicationSets against the Applications of the compiler.
func (j *judge) compare(made map[string]v1alpha1.Application, fleet map[string]bool, folder string) {
	written := map[string]v1alpha1.Application{}
	each(j, folder, func(application v1alpha1.Application) { written[application.Name] = application })
	for _, name := range sorted(made) {
		other, found := written[name]
		if !found {
			j.wrong("Argo CD makes an application %s of which the compiler does not know", name)
			continue
		}
		// What is only due where a parent syncs the application.
		delete(other.Annotations, "argocd.argoproj.io/sync-wave")
		delete(other.Annotations, "argocd.argoproj.io/sync-options")
		if fleet[name] {
			// What Argo CD does not find any more is kept, whatever the tier of the environment.
			other.Finalizers = nil
		}
		ours, theirs := text(other), text(made[name])
		if fleet[name] {
			cluster := made[name].Labels["cluster"]
			ours, theirs = withoutCluster(ours, cluster), withoutCluster(theirs, cluster)
		}
		if ours != theirs {
			j.wrong("%s is not what the compiler says\n  Argo CD:  %s\n  compiler: %s", name, theirs, ours)
		}
	}
	for _, name := range sorted(written) {
		if _, found := made[name]; !found {
			j.wrong("the compiler knows an application %s that Argo CD does not make", name)
		}
	}
}

// text is an application without what Argo CD fills in.
func text(application v1alpha1.Application) string {
	meta := metav1.ObjectMeta{
		Name: application.Name, Namespace: application.Namespace, Labels: application.Labels, Finalizers: application.Finalizers,
	}
	bytes, err := json.Marshal(map[string]any{"metadata": meta, "spec": application.Spec})
	if err != nil {
		panic(err)
	}
	return string(bytes)
}

// permits reports what the project of an application refuses of it.
func (j *judge) permits(tree string, application v1alpha1.Application, project v1alpha1.AppProject) {
	for _, source := range application.Spec.GetSources() {
		if !project.IsSourcePermitted(source) {
			j.wrong("%s may not read %s", application.Name, source.RepoURL)
		}
	}
	j.destination(application, project, application.Spec.Destination.Namespace, true)
	for _, object := range j.manifests(tree, application) {
		j.objects++
		kind := object.GroupVersionKind().GroupKind()
		namespace := object.GetNamespace()
		if !project.IsGroupKindPermitted(kind, namespace != "") {
			j.wrong("%s may not have a %s", application.Name, kind)
		}
		if namespace != "" {
			j.destination(application, project, namespace, true)
		}
	}
}

// refuses reports what the project of an application permits and should not.
func (j *judge) refuses(application v1alpha1.Application, project v1alpha1.AppProject) {
	if project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: "https://elsewhere.example/other"}) {
		j.wrong("%s may read any repository", application.Name)
	}
	j.destination(application, project, "another-namespace", false)
	if project.IsGroupKindPermitted((&unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "elsewhere.example/v1", "kind": "Other",
	}}).GroupVersionKind().GroupKind(), false) {
		j.wrong("%s may have any kind of object without a namespace", application.Name)
	}
}

func (j *judge) destination(application v1alpha1.Application, project v1alpha1.AppProject, namespace string, expected bool) {
	destination := application.Spec.Destination
	cluster := &v1alpha1.Cluster{Server: destination.Server, Name: destination.Name}
	none := func(string) ([]*v1alpha1.Cluster, error) { return nil, nil }
	permitted, err := project.IsDestinationPermitted(cluster, namespace, none)
	if err != nil || permitted != expected {
		j.wrong("%s in the namespace %s: permitted is %t, and should be %t (%v)", application.Name, namespace, permitted, expected, err)
	}
}

// manifests are the objects of ours that an application reads.
func (j *judge) manifests(tree string, application v1alpha1.Application) []unstructured.Unstructured {
	var found []unstructured.Unstructured
	for _, source := range application.Spec.GetSources() {
		// The tree is the folder of the repository that holds the output, whatever it is called there.
		for path := source.Path; path != ""; {
			folder := filepath.Join(tree, path)
			if entries, err := os.ReadDir(folder); err == nil && source.Chart == "" {
				for _, entry := range entries {
					if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".yaml") {
						found = append(found, j.objectsOf(filepath.Join(folder, entry.Name()))...)
					}
				}
				break
			}
			_, rest, deeper := strings.Cut(path, "/")
			if !deeper {
				break
			}
			path = rest
		}
	}
	return found
}

func (j *judge) objectsOf(path string) []unstructured.Unstructured {
	text, err := os.ReadFile(path)
	if err != nil {
		j.wrong("%v", err)
		return nil
	}
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		j.wrong("%s: %v", path, err)
		return nil
	}
	return []unstructured.Unstructured{{Object: object}}
}

// settings reads a ConfigMap of Argo CD, where there is one.
func (j *judge) settings(tree, name string, use func(corev1.ConfigMap)) {
	matching(j, filepath.Join(tree, "argocd", "config", "argocd-*.yaml"), func(config corev1.ConfigMap) {
		if config.Name == name {
			use(config)
		}
	})
}

// each reads every file of a folder, strictly. A folder that is not there is an empty one.
func each[T any](j *judge, folder string, use func(T)) {
	matching(j, filepath.Join(folder, "*.yaml"), use)
}

// matching reads the files of a pattern.
func matching[T any](j *judge, pattern string, use func(T)) {
	paths, err := filepath.Glob(pattern)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		j.wrong("%v", err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			j.wrong("%v", err)
			continue
		}
		var object T
		if err := yaml.UnmarshalStrict(bytes.TrimSpace(content), &object); err != nil {
			j.wrong("%s: %v", filepath.Base(path), err)
			continue
		}
		use(object)
	}
}

func sorted[T any](all map[string]T) []string {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
