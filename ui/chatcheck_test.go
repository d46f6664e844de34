package ui_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"
)

func TestTheConnectionIsCheckedWhenItIsAskedFor(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "C").Press("esc", "alt+C").Shows("enter checks, one after the other", "they change nothing")
	if n := w.service.Counters().Requests; n != 0 {
		t.Errorf("%d requests were made before anybody asked for one", n)
	}
	d.Press("enter").Shows("✓ App token", "✓ Clock", "All is well", "checked at 12:00:00 UTC")
	if n := w.service.Counters().Requests; n == 0 || n > 2 {
		t.Errorf("%d requests were made", n)
	}
}

func TestTheReportHasNeitherAppIDNorToken(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+C", "y").Shows("nothing has been checked yet").Press("enter", "y").Shows("report sent")
	if len(w.copied) != 1 {
		t.Fatalf("%q was copied", w.copied)
	}
	report := w.copied[0]
	for _, want := range []string{"2026-11-22 12:00:00 UTC", "good     App token", "skipped  TLS", "7c3f…c638", "All is well"} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
	for _, never := range []string{keystore.Demo().AppID, "007eJ"} {
		if strings.Contains(report, never) {
			t.Errorf("the report has %q:\n%s", never, report)
		}
	}
}

func TestStepsAreToldAsTheyEnd(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		blocked, on := make(chan struct{}), make(chan struct{})
		s.check = func(_ context.Context, report func(chatapi.Step)) error {
			report(chatapi.Step{Name: "DNS", State: chatapi.StepRunning})
			report(chatapi.Step{Name: "DNS", State: chatapi.StepGood, Result: "known"})
			report(chatapi.Step{Name: "TLS", State: chatapi.StepRunning})
			synctest.Wait()
			blocked <- struct{}{}
			<-on
			report(chatapi.Step{Name: "TLS", State: chatapi.StepGood, Result: "trusted"})
			return nil
		}
		d := s.console(t, 80, 24, nil).Press("alt+C")
		d.Blocked = blocked
		d.Press("enter").Shows("✓ DNS", "known", "… TLS", "checking… 0 s")
		close(on)
		d.Blocked = nil
		d.Late().Shows("✓ TLS", "trusted", "All is well").Lacks("… TLS")
		if n := strings.Count(d.Screen(), "DNS"); n != 1 {
			t.Errorf("the step stands there %d times:\n%s", n, d.Screen())
		}
	})
}

func TestACheckThatFailsSaysWhereAndWhatToDo(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	w.answering(401, `{"error":"auth_bad_access_token","error_description":"Unable to authenticate"}`)
	d.Press("alt+3", "alt+C", "enter").Shows("✗ App token", "It does not work", "enter checks again")
}

func TestACheckIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	blocked := w.hanging()
	s := &staged{chatWorld: w}
	d := s.console(t, 80, 24, nil).Press("alt+C")
	d.Blocked = blocked
	d.Press("enter").Shows("checking… 0 s")
	w.now = w.now.Add(4 * second)
	d.Shows("checking… 4 s", "esc gives up").Press("esc").Shows("giving up…")
	d.Blocked = nil
	d.Late().Shows("given up", "enter check again")
}

func TestAStepThatWasGivenUpIsNotUnderWay(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		blocked := make(chan struct{})
		s.check = func(ctx context.Context, report func(chatapi.Step)) error {
			report(chatapi.Step{Name: "App", State: chatapi.StepRunning})
			synctest.Wait()
			blocked <- struct{}{}
			<-ctx.Done()
			return context.Cause(ctx)
		}
		d := s.console(t, 80, 24, nil).Press("alt+C")
		d.Blocked = blocked
		d.Press("enter").Shows("… App").Press("esc")
		d.Blocked = nil
		d.Late().Shows("– App", "given up", "enter checks again").Lacks("…  ", "… App")
	})
}

func TestNobodyHasToWaitForACheckToEnd(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		blocked, open := make(chan struct{}), make(chan struct{})
		s.check = func(_ context.Context, report func(chatapi.Step)) error { // it cannot be stopped
			report(chatapi.Step{Name: "App", State: chatapi.StepRunning})
			synctest.Wait()
			blocked <- struct{}{}
			<-open
			report(chatapi.Step{Name: "App", State: chatapi.StepGood, Result: "too late"})
			return nil
		}
		d := s.console(t, 80, 24, nil).Press("alt+C")
		d.Blocked = blocked
		d.Press("enter", "esc").Shows("esc leaves without waiting for it").Press("esc").Shows("– App", "given up", "enter checks again")
		close(open)
		d.Blocked = nil
		d.Late().Lacks("too late")
	})
}

func TestAnotherProjectStartsWithoutTheCheckOfTheLast(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	other := live()
	other.Chat = keystore.Chat{Host: "a41.chat.agora.io", AppKey: "41#app"}
	w.store = keystore.NewMemory(keystore.Demo(), other)
	s := &staged{chatWorld: w}
	d := s.console(t, 80, 24, nil).Press("alt+C", "enter").Shows("All is well")
	d.Press("ctrl+o").Type("acme-live").Press("enter").Lacks("All is well").Shows("https://a41.chat.agora.io/41/app", "by AppKey", "/app-id/"+liveID)
}

func TestClocksThatDifferAreToldInWords(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	w.ahead.Store(int64(5 * time.Minute))
	d.Press("alt+3", "alt+C", "enter").Shows("! Clock", "behind the service's", "It works, with something to look at")
}

func TestWithoutAHostNothingIsSent(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	w.store = keystore.NewMemory(live())
	deps := w.deps()
	deps.Demo = false
	d := uitest.New(t, ui.New(deps), 80, 24)
	for _, section := range []string{"alt+R", "alt+C"} {
		d.Press("alt+3", section, "enter", "r", "b", "y").Shows("the project has no Chat REST host")
	}
	if n := w.service.Counters().Requests; n != 0 || len(w.connected) > 0 {
		t.Errorf("%d requests were made, to %q", n, w.connected)
	}
}

func TestAFaultOfOursEndsTheCallAndNotTheConsole(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		s.check = func(context.Context, func(chatapi.Step)) error { panic("out of range") }
		s.console(t, 80, 24, nil).Press("alt+C", "enter").Shows("atc has a fault", "out of range", "report it")
	})
}
