package main

import (
	"fmt"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// Standards is a level of the Pod Security Standards, the rules that are ours for it, and what they say of pods.
type standards struct {
	Level   string   `json:"level"`
	Version string   `json:"version"`
	Rules   []string `json:"rules"`
	Pods    []struct {
		Object map[string]any `json:"object"`
		Fails  []string       `json:"fails"`
	} `json:"pods"`
}

// PodSecurity holds our rules against each check of Kubernetes by itself. Our rules are called as the checks are, but that a check of
// the level `restricted` which takes the place of another has its name.
func podSecurity(folder string) int {
	var ours standards
	read(filepath.Join(folder, "standards.json"), &ours)
	version, err := api.ParseVersion("v" + ours.Version)
	check(err)
	checks := checksAt(api.Level(ours.Level), version)
	for _, name := range ours.Rules {
		if checks[name] == nil {
			fail(fmt.Sprintf("%s %s has no check %s", ours.Level, ours.Version, name))
		}
	}
	count := 0
	for _, one := range ours.Pods {
		typed, err := decode(one.Object)
		check(err)
		pod := typed.(*corev1.Pod)
		broken := map[string]bool{}
		for _, name := range one.Fails {
			broken[name] = true
		}
		for name, checkPod := range checks {
			found := checkPod(&pod.ObjectMeta, &pod.Spec)
			if found.Allowed == broken[name] {
				fail(fmt.Sprintf("%s %s: %s: allowed is %v (%s)\n%v", ours.Level, ours.Version, name, found.Allowed, found.ForbiddenDetail, one.Object))
			}
			count++
		}
	}
	return count
}

func checksAt(level api.Level, version api.Version) map[string]policy.CheckPodFn {
	found := map[string]policy.CheckPodFn{}
	overridden := map[policy.CheckID]bool{}
	chosen := map[policy.CheckID]policy.CheckPodFn{}
	for _, check := range policy.DefaultChecks() {
		if check.Level == api.LevelRestricted && level != api.LevelRestricted {
			continue
		}
		for _, versioned := range check.Versions {
			if version.Older(versioned.MinimumVersion) {
				break
			}
			chosen[check.ID] = versioned.CheckPod
			for _, id := range versioned.OverrideCheckIDs {
				overridden[id] = true
			}
		}
	}
	for id, checkPod := range chosen {
		if !overridden[id] {
			name := strings.TrimSuffix(strings.TrimSuffix(string(id), "_restricted"), "_baseline")
			found[name] = checkPod
		}
	}
	return found
}
