package main

import (
	"context"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kubefake "k8s.io/client-go/kubernetes/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// knownGenerators are those that our ApplicationSets have. The clusters that Argo CD knows are those whose Secrets the program
// writes.
func (j *judge) knownGenerators(sets string) map[string]generators.Generator {
	clients, clientset := fake.NewClientBuilder(), []runtime.Object{}
	matching(j, filepath.Join(sets, "argocd", "config", "cluster-*.yaml"), func(secret corev1.Secret) {
		clients.WithObjects(secret.DeepCopy())
		clientset = append(clientset, secret.DeepCopy())
	})
	namespace := "argocd"
	if len(clientset) > 0 {
		namespace = clientset[0].(*corev1.Secret).Namespace
	}
	known := map[string]generators.Generator{"List": generators.NewListGenerator()}
	known["Clusters"] = generators.NewClusterGenerator(
		context.Background(), clients.Build(), kubefake.NewSimpleClientset(clientset...), namespace)
	return known
}

// isFleet says whether Argo CD looks for the clusters of the set itself.
func isFleet(set v1alpha1.ApplicationSet) bool {
	for _, generator := range set.Spec.Generators {
		if generator.Clusters != nil {
			return true
		}
	}
	return false
}

// withoutCluster takes the folder of the cluster out of an application: the clusters of a fleet share one, and those of the same
// environment where they are listed have one each.
func withoutCluster(application string, cluster string) string {
	return strings.ReplaceAll(application, "/"+cluster, "")
}
