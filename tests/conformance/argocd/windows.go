package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// calendar is what the compiler says of an environment: when its applications can be synced, in seconds since 1970.
type calendar struct {
	Year      int        `json:"year"`
	Automatic [][2]int64 `json:"automatic"`
	ByHand    [][2]int64 `json:"byHand"`
}

// asked is a calendar, and the windows of which it should be the calendar.
type asked struct {
	where, application string
	windows            v1alpha1.SyncWindows
	calendar           calendar
}

// step is how far apart the instants are at which Argo CD is asked, besides those where something begins or ends.
const step = 20 * time.Minute

// readCalendars are the calendars of a program, by environment.
func (j *judge) readCalendars(path string) map[string]calendar {
	var calendars map[string]calendar
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return calendars
	}
	if err == nil {
		err = json.Unmarshal(content, &calendars)
	}
	if err != nil {
		j.wrong("%v", err)
	}
	return calendars
}

// windows keeps the windows of an application, to be asked with the calendar of its environment.
func (j *judge) windows(application v1alpha1.Application, project v1alpha1.AppProject, calendars map[string]calendar) {
	matching := project.Spec.SyncWindows.Matches(&application)
	expected, found := calendars[application.Labels["environment"]]
	if found != matching.HasWindows() {
		j.wrong("%s has windows: %t, and should: %t", application.Name, matching.HasWindows(), found)
	}
	if !found || !matching.HasWindows() {
		return
	}
	// Projects differ in the names of applications; what is in the calendars is asked once.
	var windows v1alpha1.SyncWindows
	for _, window := range *matching {
		alone := *window
		alone.Applications = nil
		windows = append(windows, &alone)
	}
	same := func(other asked) bool { return other.where == j.where && reflect.DeepEqual(other.windows, windows) }
	if !slices.ContainsFunc(j.calendars, same) {
		j.calendars = append(j.calendars, asked{j.where, application.Name, windows, expected})
	}
}

// ask holds what Argo CD answers all through the year against the calendars. It answers for the present alone, and takes
// the offset of a time zone from it too, so the clock has to be one that jumps.
func (j *judge) ask() {
	var all sync.WaitGroup
	for _, asked := range j.calendars {
		all.Go(func() {
			for _, at := range asked.instants() {
				time.Sleep(time.Until(at))
				j.answers(asked, at)
			}
		})
	}
	all.Wait()
}

// withOwnClock does some work with a clock that begins in the year 2000 and goes on by sleeping alone, without a moment
// passing outside. Such a clock there is for tests only, so this is one; then it ends the program.
func withOwnClock(work, end func()) {
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{{Name: "judge", F: func(t *testing.T) {
		synctest.Test(t, func(*testing.T) { work() })
		end()
	}}}, nil, nil)
}

// instants are those at which Argo CD is asked: all through the year, and just before and after anything changes. None of
// them is on a whole minute, where Argo CD has a window closed that opens.
func (a asked) instants() []time.Time {
	var instants []time.Time
	start := time.Date(a.calendar.Year, time.January, 1, 0, 0, 30, 0, time.UTC)
	end := time.Date(a.calendar.Year+1, time.January, 1, 0, 0, 0, 0, time.UTC)
	for at := start; at.Before(end); at = at.Add(step) {
		instants = append(instants, at)
	}
	for _, span := range slices.Concat(a.calendar.Automatic, a.calendar.ByHand) {
		for _, edge := range span {
			for _, at := range []time.Time{time.Unix(edge-1, 0), time.Unix(edge+1, 0)} {
				if at.After(start) && at.Before(end) {
					instants = append(instants, at.UTC())
				}
			}
		}
	}
	slices.SortFunc(instants, time.Time.Compare)
	return slices.CompactFunc(instants, time.Time.Equal)
}

// answers reports where Argo CD and the compiler differ at an instant, which is the present.
func (j *judge) answers(asked asked, at time.Time) {
	for _, byHand := range []bool{false, true} {
		spans := asked.calendar.Automatic
		if byHand {
			spans = asked.calendar.ByHand
		}
		_, expected := slices.BinarySearchFunc(spans, at.Unix(), func(span [2]int64, second int64) int {
			switch {
			case span[1] <= second:
				return -1
			case span[0] > second:
				return 1
			}
			return 0
		})
		can, err := asked.windows.CanSync(byHand)
		j.asking.Lock()
		j.asked++
		if err != nil || can != expected {
			j.where = asked.where
			j.wrong("%s at %s, by hand %t: Argo CD syncs is %t, and the compiler says %t (%v)",
				asked.application, at.Format(time.RFC3339), byHand, can, expected, err)
		}
		j.asking.Unlock()
	}
}
