// Holds what is written for Kyverno against Kyverno's own engines: those of ValidatingPolicy and of ImageValidatingPolicy.
//
//	kyverno verdicts FOLDER    judges each FOLDER/*/kyverno.json: policies, what is asked of them, and what they have to say
//	kyverno images FOLDER      the same for each FOLDER/*/images.json, with registries in memory that have signed images and others
//	kyverno key FOLDER         writes FOLDER/*/key.pem, the public key that those are signed with
//
// All of it is decided by Kyverno: whether a policy is about a request (by resource, namespace and condition), what it generates of
// its own for what makes pods, and what it says. Nothing leaves this program.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-logr/logr"
	"github.com/kyverno/kyverno/pkg/cel/engine"
	engineapi "github.com/kyverno/kyverno/pkg/engine/api"
	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/klog/v2"
)

// Request is what is asked, and what has to come of it.
type request struct {
	Object      map[string]any `json:"object"`
	Old         map[string]any `json:"old"`
	Subresource string         `json:"subresource"`
	// The labels of the namespace that the object is in.
	Labels map[string]string `json:"labels"`
	Wants  answer            `json:"wants"`
}

// Answer is what a policy makes of a request: pass, fail or error, skip where its conditions leave it alone, unmatched where it is not
// asked at all. What is wanted may also be "admit", which is any of pass, skip and unmatched.
type answer struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

func main() {
	klog.SetLogger(logr.Discard())
	inMemory()
	if len(os.Args) != 3 {
		fail("verdicts, images or key, and a folder")
	}
	mode := map[string]func(string) int{"verdicts": verdicts, "images": images, "key": writeKey}[os.Args[1]]
	if mode == nil {
		fail("no such mode: " + os.Args[1])
	}
	folders, err := filepath.Glob(filepath.Join(os.Args[2], "*"))
	check(err)
	count := 0
	for _, folder := range folders {
		count += mode(folder)
	}
	fmt.Println(count)
}

// Sent is a request as the API server sends it to Kyverno.
func (one request) sent() engine.EngineRequest {
	kind := schema.FromAPIVersionAndKind(one.Object["apiVersion"].(string), one.Object["kind"].(string))
	// Ours are named as most are; the judge has no cluster to ask for the plural.
	resource := kind.GroupVersion().WithResource(strings.ToLower(kind.Kind) + "s")
	object := &unstructured.Unstructured{Object: one.Object}
	operation := admissionv1.Create
	sent := engine.Request(nil, kind, resource, one.Subresource, object.GetName(), object.GetNamespace(), operation, authenticationv1.UserInfo{}, nil, nil, false, nil)
	sent.Request.Object.Raw = raw(one.Object)
	if one.Old != nil {
		sent.Request.Operation = admissionv1.Update
		sent.Request.OldObject.Raw = raw(one.Old)
	}
	return sent
}

// Namespace is the namespace that the object is in.
func (one request) namespace(name string) *corev1.Namespace {
	labels := map[string]string{"kubernetes.io/metadata.name": name}
	for key, value := range one.Labels {
		labels[key] = value
	}
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}
}

// Expect ends the program where an answer is not the one that is wanted.
func (one request) expect(folder, policy string, found answer) {
	wants := one.Wants
	if wants.Status == "admit" && (found.Status == "pass" || found.Status == "skip" || found.Status == "unmatched") {
		return
	}
	if found != wants {
		text, _ := json.Marshal(one)
		fail(fmt.Sprintf("%s: %s: %q, not %q\n%s", folder, policy, found, wants, text))
	}
}

func answerOf(rule engineapi.RuleResponse) answer {
	switch rule.Status() {
	case engineapi.RuleStatusFail, engineapi.RuleStatusError:
		return answer{Status: string(rule.Status()), Message: rule.Message()}
	}
	return answer{Status: string(rule.Status())}
}

func raw(object map[string]any) []byte {
	text, err := json.Marshal(object)
	check(err)
	return text
}

// Read reads a file, and numbers as Kubernetes does.
func read(path string, into any) {
	text, err := os.ReadFile(path)
	check(err)
	check(utiljson.Unmarshal(text, into))
}

// Strictly reads an object of Kyverno that has no field which Kyverno does not know.
func strictly(text json.RawMessage, into any) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	check(decoder.Decode(into))
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Println(message)
	os.Exit(1)
}
