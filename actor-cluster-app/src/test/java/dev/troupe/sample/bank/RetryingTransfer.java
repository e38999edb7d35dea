package dev.troupe.sample.bank;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Schedule;
import dev.troupe.sample.bank.Transfer.Stage;
import java.time.Duration;

// @start region="broken"
/** A transfer that is broken on purpose: it gives back every minute until it hears of it. */
record RetryingTransfer(Transfer careful)
    implements EventSourcedEntity<Transfer.Command<?>, Transfer.Event, Transfer.State> {

  static RetryingTransfer of(EntityKey key) {
    return new RetryingTransfer(new Transfer(key));
  }

  @Override
  public Decision<Transfer.Event, Transfer.State> decide(
      Transfer.State state, Transfer.Command<?> command) {
    boolean isAgain = command instanceof Transfer.NoteNotDeposited && state.is(Stage.GIVING_BACK);
    var decision = careful.decide(isAgain ? state.at(Stage.DEPOSITING) : state, command);
    return decision instanceof Decision.Persist<Transfer.Event, Transfer.State> persist
            && command instanceof Transfer.NoteNotDeposited
        ? persist.remind("retry", Schedule.after(Duration.ofMinutes(1)), command)
        : decision;
  }

  // @end

  @Override
  public Transfer.State initialState() {
    return careful.initialState();
  }

  @Override
  public Transfer.State evolve(Transfer.State state, Transfer.Event event) {
    return careful.evolve(state, event);
  }
}
