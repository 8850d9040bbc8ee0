package main

import (
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/notifications-engine/pkg/api"
	"github.com/argoproj/notifications-engine/pkg/services"
	"github.com/argoproj/notifications-engine/pkg/subscriptions"
	"github.com/argoproj/notifications-engine/pkg/templates"
	"github.com/argoproj/notifications-engine/pkg/triggers"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

var key = regexp.MustCompile(`[$]([\w-]+)`)

// notifications reports what the engine of Argo CD does not understand, and whom it would tell of what is not ours.
func (j *judge) notifications(tree string, applications map[string]v1alpha1.Application) {
	j.settings(tree, "argocd-notifications-cm", func(written corev1.ConfigMap) {
		secret := &corev1.Secret{Data: map[string][]byte{}}
		for name, value := range written.Data {
			j.strictly(name, value)
			if strings.HasPrefix(name, "service.") {
				for _, found := range key.FindAllStringSubmatch(value, -1) {
					secret.Data[found[1]] = []byte("of-the-secret")
				}
			}
		}
		config, err := api.ParseConfig(&written, secret)
		if err != nil {
			j.wrong("notifications: %v", err)
			return
		}
		for _, name := range sorted(config.Services) {
			if _, err := config.Services[name](); err != nil {
				j.wrong("the service %s: %v", name, err)
			}
		}
		if _, err := templates.NewService(config.Templates); err != nil {
			j.wrong("templates: %v", err)
		}
		if _, err := triggers.NewService(config.Triggers); err != nil {
			j.wrong("triggers: %v", err)
		}
		for _, name := range sorted(config.Triggers) {
			for _, condition := range config.Triggers[name] {
				for _, template := range condition.Send {
					if _, found := config.Templates[template]; !found {
						j.wrong("the trigger %s sends a template %s, and there is none", name, template)
					}
				}
			}
		}
		for _, subscription := range config.Subscriptions {
			for _, trigger := range subscription.Triggers {
				if _, found := config.Triggers[trigger]; !found {
					j.wrong("a subscription is to a trigger %s, and there is none", trigger)
				}
			}
			for _, recipient := range subscription.Recipients {
				service, _, _ := strings.Cut(recipient, ":")
				if _, found := config.Services[service]; !found {
					j.wrong("%s is told by a service %s, and there is none", recipient, service)
				}
			}
			alone := api.Config{Subscriptions: subscriptions.DefaultSubscriptions{subscription}}
			about := 0
			for _, application := range applications {
				if len(alone.GetGlobalDestinations(application.Labels)) > 0 {
					about++
				}
			}
			if about == 0 && len(applications) > 0 {
				j.wrong("a subscription with the selector %s is about no application", subscription.Selector)
			}
		}
		if told := config.GetGlobalDestinations(map[string]string{"team": "shop", "environment": "prod"}); len(told) > 0 {
			j.wrong("%v are told of an application that is not of this platform", told)
		}
	})
}

// strictly reports a field that the engine has not, which it would ignore.
func (j *judge) strictly(name, value string) {
	kind, rest, _ := strings.Cut(name, ".")
	var read any
	switch kind {
	case "context":
		read = &map[string]string{}
	case "template":
		read = &services.Notification{}
	case "trigger":
		read = &[]triggers.Condition{}
	case "subscriptions":
		read = &[]struct {
			Recipients []string `json:"recipients"`
			Triggers   []string `json:"triggers"`
			Selector   string   `json:"selector"`
		}{}
	case "service":
		service, _, _ := strings.Cut(rest, ".")
		options, found := map[string]any{
			"slack":      &services.SlackOptions{},
			"email":      &services.EmailOptions{},
			"mattermost": &services.MattermostOptions{},
			"webhook":    &services.WebhookOptions{},
		}[service]
		if !found {
			j.wrong("a service %s is none that is looked at", service)
			return
		}
		read = options
	default:
		j.wrong("notifications have no setting %s", name)
		return
	}
	if err := yaml.UnmarshalStrict([]byte(value), read); err != nil {
		j.wrong("%s: %v", name, err)
	}
}
