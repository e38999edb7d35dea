package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorTypeTest {

  sealed interface Command {}

  record Touch() implements Command {}

  record Age(long seconds) {}

  record Size(int bytes) {}

  interface Open {}

  private static ActorType<Command> session(String name) {
    return ActorType.of(name, Command.class, key -> Behaviors.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "s", "9", "a-session-of-thirty-two-letters-"})
  void takesANameOfTheRule(String name) {
    assertThat(session(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Session", "a_b", "a b", "a|b", "a/b", "a-session-of-thirty-three-letters"})
  void refusesAllOtherNames(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session(name))
        .withMessage("actor type name must be 1 to 32 of a-z 0-9 -, was '%s'", name);
  }

  @Test
  void refusesAProtocolOfWhichNotAllMessagesAreKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActorType.of("session", Open.class, key -> Behaviors.empty()))
        .withMessage(
            "session: %s must be a sealed interface or a record, so that all messages are known",
            Open.class.getName());
  }

  @Test
  void collectsAnswersOverSeveralCalls() {
    assertThat(session("session").answers()).isEmpty();
    assertThat(session("session").answering(Age.class).answering(Size.class).answers())
        .containsExactly(Age.class, Size.class);
  }

  @Test
  void refusesAnAnswerOfWhichNotAllKindsAreKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session("session").answering(Open.class))
        .withMessageStartingWith("session: %s must be a sealed interface", Open.class.getName());
  }
}
