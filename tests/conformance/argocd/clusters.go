package main

import (
	"context"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
	"github.com/argoproj/argo-cd/v3/util/db"
)

// clusters answers what Argo CD asks its database of clusters: every address and every name is that of one.
type clusters struct{ db.ArgoDB }

func (clusters) GetCluster(_ context.Context, server string) (*v1alpha1.Cluster, error) {
	return clusterAt(server), nil
}

func (clusters) GetClusterServersByName(_ context.Context, name string) ([]string, error) {
	return []string{serverOf(name)}, nil
}

func (clusters) GetProjectClusters(context.Context, string) ([]*v1alpha1.Cluster, error) {
	return nil, nil
}

// own is what the name of a cluster is the host of, where its address is not known.
const own = "https://named."

func serverOf(name string) string {
	if name == "in-cluster" {
		return v1alpha1.KubernetesInternalAPIServerAddr
	}
	return own + name
}

func clusterAt(server string) *v1alpha1.Cluster {
	cluster := &v1alpha1.Cluster{Server: server, Name: server}
	switch {
	case server == v1alpha1.KubernetesInternalAPIServerAddr:
		cluster.Name = "in-cluster"
	case len(server) > len(own) && server[:len(own)] == own:
		cluster.Name = server[len(own):]
	}
	return cluster
}

// valid reports what Argo CD would show as an error of an application before it does anything with it.
func (j *judge) valid(application v1alpha1.Application, project v1alpha1.AppProject) {
	conditions, err := argo.ValidatePermissions(context.Background(), &application.Spec, &project, clusters{})
	if err != nil {
		j.wrong("%s: %v", application.Name, err)
	}
	for _, condition := range conditions {
		j.wrong("%s: %s", application.Name, condition.Message)
	}
}
