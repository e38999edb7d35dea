package dev.troupe.persistence.postgres;

import java.util.ArrayList;
import java.util.List;
import org.scalatest.Args;
import org.scalatest.Suite;
import org.scalatest.Tracker;
import org.scalatest.events.Event;
import org.scalatest.events.Ordinal;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestCanceled;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestIgnored;
import org.scalatest.events.TestPending;
import org.scalatest.events.TestSucceeded;
import scala.Option;

/**
 * What a suite of Pekko's compatibility kit reported.
 *
 * @param succeeded names of tests
 * @param others names of tests that did not succeed, and why
 */
record TckReport(List<String> succeeded, List<String> others) {

  /** Runs the whole suite in this thread. */
  static TckReport of(Suite suite) {
    TckReport report = new TckReport(new ArrayList<>(), new ArrayList<>());
    suite
        .run(
            Option.empty(),
            new Args(
                report::add,
                Args.$lessinit$greater$default$2(),
                Args.$lessinit$greater$default$3(),
                Args.$lessinit$greater$default$4(),
                Option.empty(),
                new Tracker(new Ordinal(0)),
                Args.$lessinit$greater$default$7(),
                false,
                Option.empty(),
                Option.empty()))
        .waitUntilCompleted();
    return report;
  }

  private void add(Event event) {
    switch (event) {
      case TestSucceeded e -> succeeded.add(e.testName());
      case TestFailed e -> others.add(e.testName() + ": " + e.message());
      case TestCanceled e -> others.add(e.testName() + ": " + e.message());
      case TestIgnored e -> others.add(e.testName() + ": ignored");
      case TestPending e -> others.add(e.testName() + ": pending");
      case SuiteAborted e -> others.add("aborted: " + e.message());
      default -> {}
    }
  }
}
