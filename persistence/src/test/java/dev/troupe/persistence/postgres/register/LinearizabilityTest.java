package dev.troupe.persistence.postgres.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.postgres.register.Operation.Call;
import dev.troupe.persistence.postgres.register.Operation.Lost;
import dev.troupe.persistence.postgres.register.Operation.Proposed;
import dev.troupe.persistence.postgres.register.Operation.Read;
import dev.troupe.persistence.postgres.register.Proposal.Accepted;
import dev.troupe.persistence.postgres.register.Proposal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is checked with is checked: histories that are right, and ones with a planted mistake. */
class LinearizabilityTest {
  private static final RegisterValue A = new RegisterValue(1, "a");
  private static final RegisterValue B = new RegisterValue(2, "b");

  private static Operation between(long called, long returned, Call call) {
    return new Operation(called, returned, call);
  }

  @Test
  void whatOverlapsMayHaveHappenedInEitherOrder() {
    Operation write = between(1, 10, new Proposed(0, "a", new Accepted(A)));
    assertThat(Linearizability.holds(List.of(write, between(2, 9, new Read(A))))).isTrue();
    assertThat(Linearizability.holds(List.of(write, between(2, 9, new Read(RegisterValue.NONE)))))
        .isTrue();
    assertThat(
            Linearizability.holds(
                List.of(write, between(2, 9, new Proposed(0, "b", new Refused(A))))))
        .isTrue();
  }

  @Test
  void aReadThatMissesWhatWasAcceptedBeforeItBeganIsFound() {
    Operation write = between(1, 2, new Proposed(0, "a", new Accepted(A)));
    assertThat(Linearizability.holds(List.of(write, between(3, 4, new Read(A))))).isTrue();
    assertThat(Linearizability.holds(List.of(write, between(3, 4, new Read(RegisterValue.NONE)))))
        .isFalse();
  }

  @Test
  void aReadThatGoesBackIsFoundWhileTheWriteStillRuns() {
    Operation write = between(1, 10, new Proposed(0, "a", new Accepted(A)));
    Operation first = between(2, 3, new Read(A));
    Operation second = between(4, 5, new Read(RegisterValue.NONE));
    assertThat(Linearizability.holds(List.of(write, first, second))).isFalse();
  }

  @Test
  void twoThatAreAcceptedForOneVersionAreFound() {
    Operation one = between(1, 10, new Proposed(0, "a", new Accepted(A)));
    Operation other = between(2, 9, new Proposed(0, "b", new Accepted(new RegisterValue(1, "b"))));
    assertThat(Linearizability.holds(List.of(one, other))).isFalse();
  }

  @Test
  void aRefusalThatHadNoReasonIsFound() {
    Operation refused = between(1, 2, new Proposed(0, "a", new Refused(RegisterValue.NONE)));
    assertThat(Linearizability.holds(List.of(refused))).isFalse();
  }

  @Test
  void whatWasNeverAnsweredMayHaveBeenDoneOrNot() {
    Operation lost = between(1, Operation.NEVER, new Lost(0, "a"));
    assertThat(Linearizability.holds(List.of(lost, between(2, 3, new Read(A))))).isTrue();
    assertThat(Linearizability.holds(List.of(lost, between(2, 3, new Read(RegisterValue.NONE)))))
        .isTrue();
    assertThat(
            Linearizability.holds(
                List.of(
                    lost, between(2, 3, new Read(A)), between(4, 5, new Read(RegisterValue.NONE)))))
        .isFalse();
  }

  /** Each takes effect at its moment, and is called before and answered after it. */
  private static List<Operation> random(long seed) {
    Random random = new Random(seed);
    List<Operation> history = new ArrayList<>();
    RegisterValue state = RegisterValue.NONE;
    for (int i = 0; i < 40; i++) {
      Call call;
      if (random.nextBoolean()) {
        call = new Read(state);
      } else {
        long expected = Math.max(0, state.version() - random.nextInt(2));
        Proposal proposal = state.propose(expected, "v" + i);
        state = proposal.current();
        call = new Proposed(expected, "v" + i, proposal);
      }
      long moment = 1_000 + 10L * i;
      history.add(between(moment - random.nextInt(25), moment + 1 + random.nextInt(25), call));
    }
    return history;
  }

  @Test
  void everyHistoryOfARegisterThatIsOneIsAccepted() {
    assertThat(IntStream.range(0, 500)).allMatch(seed -> Linearizability.holds(random(seed)));
  }

  @Test
  void aStaleReadAfterAnySuchHistoryIsFound() {
    for (int seed = 0; seed < 500; seed++) {
      List<Operation> history = random(seed);
      List<RegisterValue> held = new ArrayList<>();
      history.forEach(each -> {
        if (each.call() instanceof Proposed proposed
            && proposed.answer() instanceof Accepted done) {
          held.add(done.current());
        }
      });
      assertThat(held).as("seed %d", seed).hasSizeGreaterThan(1);
      history.add(between(5_000, 5_001, new Read(held.get(held.size() - 2))));
      assertThat(Linearizability.holds(history)).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void theRuleOfARegisterIsCompareAndSet() {
    assertThat(RegisterValue.NONE.propose(0, "a")).isEqualTo(new Accepted(A));
    assertThat(A.propose(1, "b")).isEqualTo(new Accepted(B));
    assertThat(B.propose(1, "c")).isEqualTo(new Refused(B));
    assertThat(B.propose(3, "c")).isEqualTo(new Refused(B));
  }
}
