package dev.troupe.monitor;

import dev.troupe.actor.TopicType;
import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;
import dev.troupe.sample.bank.Bank;

/** A node with the bank, whose every part is measured, and with probes. */
public final class ProbeApp implements Feature {

  private static final TopicType<Notice> NOTICES = TopicType.of("notice", Notice.class);

  private record Notice(String text) {}

  /** Runs what the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args, new Bank(), new ProbeApp());
  }

  @Override
  public String name() {
    return "probes";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(Probe.TYPE).serve(NOTICES);
  }
}
