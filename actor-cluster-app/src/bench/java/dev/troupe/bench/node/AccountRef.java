package dev.troupe.bench.node;

import dev.troupe.cluster.PrincipalEntityRef;
import dev.troupe.cluster.TenantEntityRef;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.sample.bank.Account;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** An account, asked by the platform itself or by somebody who may only do some things. */
sealed interface AccountRef {

  /** Whose it is, and its id. */
  EntityKey key();

  /** The same, asked with this patience. */
  AccountRef withTimeout(Duration patience);

  /** Asks it. */
  <R> CompletionStage<Reply<R>> ask(EntityCommand<Account, R> command);

  /** Asks it once. */
  <R> CompletionStage<Reply<R>> ask(EntityCommand<Account, R> command, CommandId id);

  /** Asked by nobody in particular. */
  record Open(TenantEntityRef<Account> ref) implements AccountRef {
    @Override
    public EntityKey key() {
      return ref.key();
    }

    @Override
    public AccountRef withTimeout(Duration patience) {
      return new Open(ref.withTimeout(patience));
    }

    @Override
    public <R> CompletionStage<Reply<R>> ask(EntityCommand<Account, R> command) {
      return ref.ask(command);
    }

    @Override
    public <R> CompletionStage<Reply<R>> ask(EntityCommand<Account, R> command, CommandId id) {
      return ref.ask(command, id);
    }
  }

  /** Asked by somebody, whose scopes are looked at each time. */
  record Guarded(PrincipalEntityRef<Account> ref) implements AccountRef {
    @Override
    public EntityKey key() {
      return ref.key();
    }

    @Override
    public AccountRef withTimeout(Duration patience) {
      return new Guarded(ref.withTimeout(patience));
    }

    @Override
    public <R> CompletionStage<Reply<R>> ask(EntityCommand<Account, R> command) {
      return ref.ask(command);
    }

    @Override
    public <R> CompletionStage<Reply<R>> ask(EntityCommand<Account, R> command, CommandId id) {
      return ref.ask(command, id);
    }
  }
}
