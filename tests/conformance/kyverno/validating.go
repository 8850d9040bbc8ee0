package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	policies "github.com/kyverno/api/api/policies.kyverno.io/v1beta1"
	"github.com/kyverno/kyverno/pkg/cel/matching"
	"github.com/kyverno/kyverno/pkg/cel/policies/vpol"
	"github.com/kyverno/kyverno/pkg/cel/policies/vpol/compiler"
	"github.com/kyverno/kyverno/pkg/cel/policies/vpol/engine"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
)

// Asked is a ValidatingPolicy, and what is asked of it.
type asked struct {
	Policy json.RawMessage `json:"policy"`
	// What happens to an object that does not pass.
	Actions  []admissionregistrationv1.ValidationAction `json:"actions"`
	Requests []request                                  `json:"requests"`
}

func verdicts(folder string) int {
	var all []asked
	read(filepath.Join(folder, "kyverno.json"), &all)
	count := 0
	for _, one := range all {
		count += one.judge(folder)
	}
	return count
}

func (one asked) judge(folder string) int {
	policy := &policies.ValidatingPolicy{}
	strictly(one.Policy, policy)
	// The webhook of Kyverno by which a policy gets into a cluster.
	if _, err := vpol.Validate(policy); err != nil {
		fail(fmt.Sprintf("%s: %s: %v", folder, policy.Name, err))
	}
	provider, err := engine.NewProvider(compiler.NewCompiler(), []policies.ValidatingPolicyLike{policy}, nil)
	check(err)
	compiled, err := provider.Fetch(context.Background())
	check(err)
	if len(compiled) != 1 {
		fail(fmt.Sprintf("%s: %s: Kyverno makes %d policies of it", folder, policy.Name, len(compiled)))
	}
	for _, asked := range one.Requests {
		resolve := func(name string) *corev1.Namespace { return asked.namespace(name) }
		judge := engine.NewEngine(provider, resolve, matching.NewMatcher())
		response, err := judge.Handle(context.Background(), asked.sent(), nil)
		check(err)
		for _, of := range response.Policies {
			actions := of.Actions.UnsortedList()
			slices.Sort(actions)
			if !slices.Equal(actions, one.Actions) {
				fail(fmt.Sprintf("%s: %s: %v, not %v", folder, policy.Name, actions, one.Actions))
			}
			found := answer{Status: "unmatched"}
			if len(of.Rules) > 0 {
				found = answerOf(of.Rules[0])
			}
			asked.expect(folder, policy.Name, found)
		}
		if len(response.Policies) != 1 {
			fail(fmt.Sprintf("%s: %s: %d answers", folder, policy.Name, len(response.Policies)))
		}
	}
	return len(one.Requests)
}
