package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

// Signed is what is asked of the signatures of images, and what becomes of objects.
type signed struct {
	Policy struct {
		Spec struct {
			MatchConditions      []expression `json:"matchConditions"`
			MatchImageReferences []expression `json:"matchImageReferences"`
			Images               []expression `json:"images"`
			Validations          []expression `json:"validations"`
		} `json:"spec"`
	} `json:"policy"`
	// The references that somebody has signed.
	Signed  []string `json:"signed"`
	Objects []struct {
		Object map[string]any `json:"object"`
		// The images that are looked at.
		Looked []string `json:"looked"`
		Passes bool     `json:"passes"`
	} `json:"objects"`
}

type expression struct {
	Name       string `json:"name"`
	Expression string `json:"expression"`
	Glob       string `json:"glob"`
}

// Images evaluates an ImageValidatingPolicy in the steps and with the declarations that Kyverno has for one: the conditions, the images
// that it takes out, the references that it looks at, and the test. Who has signed what is given: nothing is fetched.
func images(folder string) int {
	var asked signed
	read(filepath.Join(folder, "images.json"), &asked)
	verify := func(args ...ref.Val) ref.Val {
		if slices.Contains(asked.Signed, args[0].Value().(string)) {
			return types.Int(1)
		}
		return types.Int(0)
	}
	base := environment.MustBaseEnvSet(version.MajorMinor(1, 30))
	declared, err := base.Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions: []cel.EnvOption{
			cel.Variable("object", cel.DynType),
			cel.Variable("oldObject", cel.DynType),
			cel.Variable("ref", cel.StringType),
			cel.Variable("images", cel.MapType(cel.StringType, cel.ListType(cel.StringType))),
			cel.Variable("attestors", cel.MapType(cel.StringType, cel.DynType)),
			cel.Function("verifyImageSignatures", cel.Overload("verify", []*cel.Type{cel.StringType, cel.ListType(cel.DynType)}, cel.IntType, cel.FunctionBinding(verify))),
		},
	})
	check(err)
	env, err := declared.Env(environment.StoredExpressions)
	check(err)
	evaluate := func(source expression, native reflect.Type, variables map[string]any, wanted ...*cel.Type) any {
		tree, issues := env.Compile(source.Expression)
		if issues.Err() != nil {
			fail(fmt.Sprintf("%s: %v", folder, issues.Err()))
		}
		if !slices.ContainsFunc(wanted, tree.OutputType().IsExactType) {
			fail(fmt.Sprintf("%s: Kyverno refuses what is a %v\n%s", folder, tree.OutputType(), source.Expression))
		}
		program, err := env.Program(tree)
		check(err)
		value, _, err := program.Eval(variables)
		if err != nil {
			fail(fmt.Sprintf("%s: %v\n%s", folder, err, source.Expression))
		}
		found, err := value.ConvertToNative(native)
		check(err)
		return found
	}
	texts, truth := reflect.TypeFor[[]string](), reflect.TypeFor[bool]()
	holds := func(test expression, variables map[string]any) bool {
		return evaluate(test, truth, variables, cel.BoolType).(bool)
	}
	spec := asked.Policy.Spec
	for _, one := range asked.Objects {
		variables := map[string]any{"object": one.Object, "oldObject": nil}
		matches := true
		for _, condition := range spec.MatchConditions {
			matches = matches && holds(condition, variables)
		}
		looked, passes := []string{}, true
		if matches {
			taken := evaluate(spec.Images[0], texts, variables, cel.ListType(cel.StringType), cel.ListType(cel.DynType), cel.DynType)
			for _, image := range taken.([]string) {
				is := func(reference expression) bool {
					return reference.Glob == "*" || holds(reference, map[string]any{"ref": image})
				}
				if slices.ContainsFunc(spec.MatchImageReferences, is) {
					looked = append(looked, image)
				}
			}
			signers := map[string]any{"signer1": map[string]any{}, "signer2": map[string]any{}}
			given := map[string]any{"images": map[string][]string{spec.Images[0].Name: looked}, "attestors": signers}
			for _, validation := range spec.Validations {
				passes = passes && holds(validation, given)
			}
		}
		if !slices.Equal(looked, one.Looked) || passes != one.Passes {
			text, err := json.Marshal(one.Object)
			check(err)
			fail(fmt.Sprintf("%s: %v %v instead of %v %v: %s", folder, looked, passes, one.Looked, one.Passes, text))
		}
	}
	return len(asked.Objects)
}
