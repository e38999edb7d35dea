package dev.troupe.bench.noisy;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.OpenLoop;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.WarmUp;
import dev.troupe.bench.load.Window;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import java.util.ArrayList;
import java.util.List;

/** A quiet tenant alone, and beside one that asks for 20 times as much, 10 times as large. */
public final class NoisyNeighbour implements Part {
  private static final int QUIET_PER_SECOND = 100;
  private static final int LOUD_PER_SECOND = 20 * QUIET_PER_SECOND;
  private static final int QUIET_LENGTH = 200;
  private static final int LOUD_LENGTH = 10 * QUIET_LENGTH;
  private static final int NOTES = 200;

  private final Passes passes = new Passes();

  @Override
  public String name() {
    return "noisy";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    // Few commands per second: a pass must be long for its p99 to be more than the worst of all.
    Length once = ground.pass(1);
    Length length = new Length(once.warmUp(), once.counted().multipliedBy(4));
    List<Step> steps = new ArrayList<>();
    for (Subject subject : ground.subjects()) {
      Notes quiet = new Notes(subject, "quiet", NOTES, QUIET_LENGTH);
      Notes loud = new Notes(subject, "loud", NOTES, LOUD_LENGTH);
      CpuTime cpu = ground.cpu("this JVM");
      prepare(quiet, cpu);
      prepare(loud, cpu);
      // With refused rows among them: what follows a refusal is compiled before it counts.
      WarmUp.with(each -> beside(subject, quiet, loud, cpu, each));
      steps.add(() -> passes.add(alone(subject), alone(quiet, new Window(cpu), length)));
      steps.add(() -> together(subject, quiet, loud, cpu, length));
    }
    Interleaved.run(Ground.PASSES, steps);
    List<Ratio> ratios = new ArrayList<>();
    for (Subject subject : ground.subjects()) {
      Ratio p99 =
          Ratio.of(
              passes.measured(beside(subject)),
              passes.measured(alone(subject)),
              Pass::p99Micros,
              "≤ 2");
      ratios.add(p99.named("p99: " + p99.name()));
    }
    ground.findings().measured("A quiet tenant and a loud one", passes.measured(), ratios);
  }

  private static void prepare(Notes notes, CpuTime cpu) throws Exception {
    ClosedLoop.all(notes.count(), 64, notes::append);
    WarmUp.with(length -> ClosedLoop.run(64, cpu, length, notes::appendToAny));
  }

  private static Pass alone(Notes quiet, Window window, Length length) throws InterruptedException {
    OpenLoop.Waiting loop = OpenLoop.start(window, QUIET_PER_SECOND, quiet::appendToAny);
    Pass pass = window.run(length);
    loop.await();
    return pass;
  }

  private record Both(Pass ofQuiet, Pass ofLoud) {}

  private void together(Subject subject, Notes quiet, Notes loud, CpuTime cpu, Length length)
      throws InterruptedException {
    Both both = beside(subject, quiet, loud, cpu, length);
    passes.add(beside(subject), both.ofQuiet());
    passes.add(
        "%s, the loud one, some of its rows refused".formatted(subject.name()), both.ofLoud());
  }

  /** The loud one is there before the quiet one's window begins and until it has ended. */
  private static Both beside(Subject subject, Notes quiet, Notes loud, CpuTime cpu, Length length)
      throws InterruptedException {
    Window noise = new Window(cpu);
    OpenLoop.Waiting loop = OpenLoop.start(noise, LOUD_PER_SECOND, loud::appendToAny);
    OtherWriter other = new OtherWriter(subject, loud);
    Thread writer = Thread.ofPlatform().start(() -> other.run(noise));
    Window.Counting counting = noise.startAfter(length.warmUp());
    Pass ofQuiet = alone(quiet, new Window(cpu), length);
    Pass ofLoud = counting.end();
    loop.await();
    writer.join();
    return new Both(ofQuiet, ofLoud);
  }

  private static String alone(Subject subject) {
    return "%s, the quiet one alone".formatted(subject.name());
  }

  private static String beside(Subject subject) {
    return "%s, the quiet one beside the loud one".formatted(subject.name());
  }
}
