package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	log "github.com/sirupsen/logrus"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	apppath "github.com/argoproj/argo-cd/v3/util/app/path"
)

// paths holds the folders that make Argo CD refresh an application against those that it is made from, for every application
// of the ApplicationSets of a tree: what Kustomize reads for it refreshes it, and no file of another folder does.
func (j *judge) paths(tree string) {
	if _, err := os.Stat(tree); err != nil {
		j.wrong("%v", err)
		return
	}
	repository := ""
	matching(j, filepath.Join(tree, "bootstrap", "root.yaml"), func(root v1alpha1.Application) {
		repository = root.Spec.GetSource().RepoURL
		j.refreshesRoot(tree, root)
	})
	files := filesOf(j, tree)
	known := j.knownGenerators(tree)
	each(j, filepath.Join(tree, "argocd", "applicationsets"), func(set v1alpha1.ApplicationSet) {
		applications, _, err := template.GenerateApplications(log.WithField("set", set.Name), set, known, &utils.Render{}, nil)
		if err != nil {
			j.wrong("the ApplicationSet %s: %v", set.Name, err)
		}
		for _, application := range applications {
			j.refreshes(tree, repository, files, application)
		}
	})
}

// refreshesRoot reports where the root application is not refreshed exactly by what is below `argocd/`.
func (j *judge) refreshesRoot(tree string, root v1alpha1.Application) {
	refresh := apppath.GetSourceRefreshPaths(&root, root.Spec.GetSource())
	outside := path.Dir(root.Spec.GetSource().Path)
	for _, file := range filesOf(j, tree) {
		within := strings.HasPrefix(file, "argocd/")
		if apppath.AppFilesHaveChanged(refresh, []string{path.Join(outside, file)}) != within {
			j.wrong("the root application is refreshed by %s is %t, and should be %t", file, !within, within)
		}
	}
}

func (j *judge) refreshes(tree, repository string, files []string, application v1alpha1.Application) {
	_, says := application.Annotations[v1alpha1.AnnotationKeyManifestGeneratePaths]
	source := application.Spec.GetSource()
	ours := !application.Spec.HasMultipleSources() && source.RepoURL == repository
	if ours != says {
		j.wrong("%s: that it says which paths it is made from is %t, and should be %t", application.Name, says, ours)
	}
	outside, folder, found := inTree(tree, source.Path)
	if !ours || !found {
		return
	}
	refresh := apppath.GetSourceRefreshPaths(&application, source)
	read := map[string]bool{}
	j.reads(tree, folder, read)
	for _, file := range files {
		within := false
		for folder := range read {
			within = within || strings.HasPrefix(file, folder+"/")
		}
		j.refreshed++
		if refreshed := apppath.AppFilesHaveChanged(refresh, []string{path.Join(outside, file)}); refreshed != within {
			j.wrong("%s: a change of %s refreshes it is %t, and should be %t", application.Name, file, refreshed, within)
		}
	}
}

// reads adds a folder, and those that its kustomization refers to.
func (j *judge) reads(tree, folder string, read map[string]bool) {
	read[folder] = true
	content, err := os.ReadFile(filepath.Join(tree, folder, "kustomization.yaml"))
	if err != nil {
		return
	}
	var kustomization struct {
		Resources []string `json:"resources"`
	}
	if err := yaml.Unmarshal(content, &kustomization); err != nil {
		j.wrong("%s: %v", folder, err)
	}
	for _, resource := range kustomization.Resources {
		other := path.Join(folder, resource)
		if info, err := os.Stat(filepath.Join(tree, other)); err == nil && info.IsDir() {
			j.reads(tree, other, read)
		}
	}
}

// inTree splits a path in the repository into what leads to the tree and what is in it.
func inTree(tree, whole string) (outside, inside string, found bool) {
	parts := strings.Split(whole, "/")
	for first := range parts {
		inside := path.Join(parts[first:]...)
		if info, err := os.Stat(filepath.Join(tree, inside)); err == nil && info.IsDir() {
			return path.Join(parts[:first]...), inside, true
		}
	}
	return "", "", false
}

func filesOf(j *judge, tree string) []string {
	var files []string
	err := filepath.WalkDir(tree, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			relative, _ := filepath.Rel(tree, name)
			files = append(files, filepath.ToSlash(relative))
		}
		return err
	})
	if err != nil {
		j.wrong("%v", err)
	}
	return files
}
