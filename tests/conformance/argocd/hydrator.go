package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	commits "github.com/argoproj/argo-cd/v3/commitserver/apiclient"
	"github.com/argoproj/argo-cd/v3/controller/hydrator"
	"github.com/argoproj/argo-cd/v3/controller/hydrator/types"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	repositories "github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
)

// hydrates has Argo CD's source hydrator render the applications of a tree to branches, and holds what it would commit against
// what they say: every application is in one commit, in a folder of its own, and no branch is in the way of another one.
func (j *judge) hydrates(tree string, made map[string]v1alpha1.Application, projects map[string]v1alpha1.AppProject) {
	around := &branches{judge: j, tree: tree, projects: projects, commits: map[types.HydrationQueueKey]*commits.CommitHydratedManifestsRequest{}}
	for _, name := range sorted(made) {
		if made[name].Spec.SourceHydrator != nil {
			around.applications = append(around.applications, made[name])
		}
	}
	if len(around.applications) == 0 {
		return
	}
	works := hydrator.NewHydrator(around, time.Hour, around, repoServer{}, around)
	for index := range around.applications {
		works.ProcessAppHydrateQueueItem(&around.applications[index])
	}
	for _, key := range around.queue {
		around.current = key
		works.ProcessHydrationQueueItem(key)
	}
	followed := map[string]string{}
	for _, application := range around.applications {
		j.hydrated++
		operation := application.Status.SourceHydrator.CurrentOperation
		if operation == nil || operation.Phase != v1alpha1.HydrateOperationPhaseHydrated {
			j.wrong("%s is not rendered to its branch: %+v", application.Name, operation)
			continue
		}
		source := application.Spec.SourceHydrator
		commit := around.commits[keyOf(application)]
		if commit == nil {
			j.wrong("%s is in no commit", application.Name)
			continue
		}
		// Argo CD takes the branch to begin from of the first application of a commit.
		if commit.SyncBranch != source.SyncSource.TargetBranch {
			j.wrong("%s is synced from %s, and its commit is for %s", application.Name, source.SyncSource.TargetBranch, commit.SyncBranch)
		}
		paths := 0
		for _, path := range commit.Paths {
			if path.Path == source.SyncSource.Path {
				paths++
			}
		}
		if paths != 1 {
			j.wrong("the folder %s of %s is %d times in its commit", source.SyncSource.Path, application.Name, paths)
		}
		followed[source.SyncSource.TargetBranch] = application.Name
		followed[application.Spec.GetHydrateToSource().TargetRevision] = application.Name
		if source.DrySource.TargetRevision != "" {
			followed[source.DrySource.TargetRevision] = application.Name
		}
	}
	written := map[string]types.HydrationQueueKey{}
	for key := range around.commits {
		if other, twice := written[key.DestinationBranch]; twice {
			j.wrong("two commits go to one branch: %+v and %+v", key, other)
		}
		if key.DestinationBranch == key.SourceTargetRevision {
			j.wrong("what is rendered is committed to where it comes from: %+v", key)
		}
		written[key.DestinationBranch] = key
	}
	// To Git, a branch is a file, and a folder of branches cannot have its name.
	for branch, name := range followed {
		for other := range followed {
			if strings.HasPrefix(other, branch+"/") {
				j.wrong("the branch %s of %s is in the way of %s", branch, name, other)
			}
		}
	}
}

// branches is what is around the hydrator of Argo CD: its applications, their projects, and the server that commits.
type branches struct {
	judge        *judge
	tree         string
	applications []v1alpha1.Application
	projects     map[string]v1alpha1.AppProject
	queue        []types.HydrationQueueKey
	current      types.HydrationQueueKey
	commits      map[types.HydrationQueueKey]*commits.CommitHydratedManifestsRequest
	writing      sync.Mutex
}

func (b *branches) GetProcessableAppProj(application *v1alpha1.Application) (*v1alpha1.AppProject, error) {
	project := b.projects[application.Spec.Project]
	return &project, nil
}

func (b *branches) GetProcessableApps() (*v1alpha1.ApplicationList, error) {
	return &v1alpha1.ApplicationList{Items: b.applications}, nil
}

// GetRepoObjs looks whether there is something to render. What comes of it is not committed anywhere.
func (b *branches) GetRepoObjs(_ context.Context, application *v1alpha1.Application, source v1alpha1.ApplicationSource, revision string, _ *v1alpha1.AppProject) ([]*unstructured.Unstructured, *repositories.ManifestResponse, error) {
	_, folder, found := inTree(b.tree, source.Path)
	if found {
		_, err := os.Stat(filepath.Join(b.tree, folder, "kustomization.yaml"))
		found = err == nil
	}
	if !found {
		b.writing.Lock()
		b.judge.wrong("%s is rendered from %s, and there is nothing", application.Name, source.Path)
		b.writing.Unlock()
	}
	return nil, &repositories.ManifestResponse{Revision: revision}, nil
}

func (b *branches) GetWriteCredentials(context.Context, string, string) (*v1alpha1.Repository, error) {
	return nil, nil
}

func (b *branches) RequestAppRefresh(string, string) error { return nil }

func (b *branches) PersistAppHydratorStatus(application *v1alpha1.Application, status *v1alpha1.SourceHydratorStatus) {
	for index := range b.applications {
		if b.applications[index].Name == application.Name {
			b.applications[index].Status.SourceHydrator = *status
		}
	}
}

func (b *branches) AddHydrationQueueItem(key types.HydrationQueueKey) {
	for _, other := range b.queue {
		if other == key {
			return
		}
	}
	b.queue = append(b.queue, key)
}

func (b *branches) GetHydratorCommitMessageTemplate() (string, error) { return "rendered", nil }

func (b *branches) GetRepository(_ context.Context, url, _ string) (*v1alpha1.Repository, error) {
	return &v1alpha1.Repository{Repo: url}, nil
}

func (b *branches) NewCommitServerClient() (utilio.Closer, commits.CommitServiceClient, error) {
	return utilio.NewCloser(func() error { return nil }), b, nil
}

func (b *branches) CommitHydratedManifests(_ context.Context, request *commits.CommitHydratedManifestsRequest, _ ...grpc.CallOption) (*commits.CommitHydratedManifestsResponse, error) {
	b.commits[b.current] = request
	return &commits.CommitHydratedManifestsResponse{HydratedSha: "rendered"}, nil
}

// keyOf is what Argo CD puts applications into one commit by.
func keyOf(application v1alpha1.Application) types.HydrationQueueKey {
	keys := &branches{}
	application.Status.SourceHydrator.CurrentOperation = nil
	hydrator.NewHydrator(keys, time.Hour, nil, nil, nil).ProcessAppHydrateQueueItem(&application)
	return keys.queue[0]
}

// repoServer knows of every commit that there is one.
type repoServer struct {
	repositories.RepoServerServiceClient
}

func (r repoServer) NewRepoServerClient() (utilio.Closer, repositories.RepoServerServiceClient, error) {
	return utilio.NewCloser(func() error { return nil }), r, nil
}

func (repoServer) GetRevisionMetadata(context.Context, *repositories.RepoServerRevisionMetadataRequest, ...grpc.CallOption) (*v1alpha1.RevisionMetadata, error) {
	return &v1alpha1.RevisionMetadata{}, nil
}
