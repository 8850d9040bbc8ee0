package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/go-containerregistry/pkg/name"
	policies "github.com/kyverno/api/api/policies.kyverno.io/v1beta1"
	"github.com/kyverno/kyverno/pkg/cel/matching"
	"github.com/kyverno/kyverno/pkg/cel/policies/ivpol/engine"
	"github.com/kyverno/kyverno/pkg/config"
	imageverifycache "github.com/kyverno/kyverno/pkg/image/verification/cache"
	"github.com/kyverno/kyverno/pkg/image/verification/evaluator"
	corev1 "k8s.io/api/core/v1"
	corev1listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// Signed is an ImageValidatingPolicy, the images that there are, and what is asked of the policy.
type signed struct {
	asked
	// Those that are signed with the key, and those that are not.
	Signed   []string `json:"signed"`
	Unsigned []string `json:"unsigned"`
}

func images(folder string) int {
	var all []signed
	read(filepath.Join(folder, "images.json"), &all)
	count := 0
	for _, one := range all {
		for _, reference := range one.Signed {
			push(reference, true)
		}
		for _, reference := range one.Unsigned {
			push(reference, false)
		}
		count += one.judge(folder)
	}
	return count
}

// WriteKey writes the public key of those who sign, and the digest of an image that there will be.
func writeKey(folder string) int {
	check(os.WriteFile(filepath.Join(folder, "key.pem"), publicKey(), 0o644))
	reference, err := name.ParseReference("ghcr.io/acme/api:1.0.0")
	check(err)
	hash, err := imageAt(reference).Digest()
	check(err)
	check(os.WriteFile(filepath.Join(folder, "digest"), []byte(hash.String()), 0o644))
	return 1
}

func (one signed) judge(folder string) int {
	policy := &policies.ImageValidatingPolicy{}
	strictly(one.Policy, policy)
	secrets := corev1listers.NewSecretLister(cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{}))
	// The webhook of Kyverno by which a policy gets into a cluster.
	if _, err := evaluator.Validate(policy, secrets); err != nil {
		fail(fmt.Sprintf("%s: %s: %v", folder, policy.Name, err))
	}
	provider, err := engine.NewProvider([]policies.ImageValidatingPolicyLike{policy}, nil)
	check(err)
	compiled, err := provider.Fetch(context.Background())
	check(err)
	if len(compiled) != 1 {
		fail(fmt.Sprintf("%s: %s: Kyverno makes %d policies of it", folder, policy.Name, len(compiled)))
	}
	for _, asked := range one.Requests {
		resolve := func(name string) *corev1.Namespace { return asked.namespace(name) }
		settings := config.NewDefaultConfiguration(false)
		judge := engine.NewEngine(provider, resolve, matching.NewMatcher(), secrets, imageverifycache.DisabledImageVerifyCache(), settings)
		response, err := judge.HandleValidating(context.Background(), asked.sent(), nil)
		check(err)
		// What its conditions leave alone has no answer, as what it is not asked about.
		found := answer{Status: "unmatched"}
		for _, of := range response.Policies {
			if actions := of.Actions.UnsortedList(); !slices.Equal(actions, one.Actions) {
				fail(fmt.Sprintf("%s: %s: %v, not %v", folder, policy.Name, actions, one.Actions))
			}
			found = answerOf(of.Result)
		}
		asked.expect(folder, policy.Name, found)
		_, patches, err := judge.HandleMutating(context.Background(), asked.sent(), nil)
		check(err)
		if len(patches) > 0 {
			text, _ := json.Marshal(patches)
			fail(fmt.Sprintf("%s: %s: what is applied is rewritten: %s", folder, policy.Name, text))
		}
	}
	return len(one.Requests)
}
