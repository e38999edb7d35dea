package dev.troupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OutboxMessageTest {
  private static final OutboxMessage ADD =
      OutboxMessage.to(Cart.TYPE, "c-1", new Cart.Add("pear", 1));

  @Test
  void tellsTheSenderOnlyWhatItAsksFor() {
    assertThat(ADD.accepted()).isEmpty();
    assertThat(ADD.rejected()).isEmpty();
    OutboxMessage told = ADD.whenAccepted(new Ticket.Confirm()).whenRejected(new Ticket.Release());
    assertThat(told.accepted()).contains(new Ticket.Confirm());
    assertThat(told.rejected()).contains(new Ticket.Release());
  }

  @Test
  void refusesAQueryWhoseAnswerNobodyWouldHear() {
    String why = "is a query, and nobody would hear its answer; send a command";
    refuses(() -> OutboxMessage.to(Cart.TYPE, "c-1", new Cart.GetTotal()), "'GetTotal' " + why);
    refuses(() -> ADD.whenAccepted(new Ticket.GetAdvice()), "'GetAdvice' " + why);
    refuses(() -> ADD.whenRejected(new Ticket.GetAdvice()), "'GetAdvice' " + why);
    refuses(
        () -> new Followup.Remind("a", Schedule.after(Duration.ZERO), new Ticket.GetAdvice()),
        "'GetAdvice' " + why);
  }

  @Test
  void refusesAnIdThatIsNone() {
    refuses(() -> OutboxMessage.to(Cart.TYPE, "c 1", new Cart.Add("pear", 1)), "entity id must be");
  }

  @Test
  void refusesACommandThatIsNotTheReceivers() {
    refuses(
        () ->
            new OutboxMessage(
                Cart.TYPE, "c-1", new Ticket.Confirm(), Optional.empty(), Optional.empty()),
        "cart: dev.troupe.model.Ticket$Confirm is no command of this type");
  }

  @Test
  void refusesTheNameOfAReminderThatBreaksItsRule() {
    for (String name : new String[] {"", "A", "a b", "a_b", "x".repeat(65)}) {
      refuses(() -> new Followup.Forget(name), "reminder name must be 1 to 64 of a-z 0-9 -, was '");
    }
    assertThat(new Followup.Forget("x".repeat(64)).name()).hasSize(64);
  }

  private static void refuses(ThrowingCallable made, String message) {
    assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(message);
  }
}
