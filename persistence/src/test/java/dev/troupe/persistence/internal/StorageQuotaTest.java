package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Failure;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.StorageQuota;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.Note;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An entity whose tenant may store only so much. */
class StorageQuotaTest {
  private long bytes = 1024;
  private boolean isFull;

  private final DeciderSubject<Wallet> wallet =
      new DeciderSubject<>(
          Wallet.TYPE,
          new StorageQuota() {
            @Override
            public long eventBytes(TenantId tenant) {
              return bytes;
            }

            @Override
            public long reminders(TenantId tenant) {
              return 0;
            }

            @Override
            public void requireRoom(TenantId tenant) {
              if (isFull) {
                throw new Throttled("tenant " + tenant, "stored", 9, 8, Duration.ofSeconds(5));
              }
            }
          });

  private Failure failure(Wallet.Command<?> command, String id) {
    return DeciderSubject.failure(wallet.tell(command, id));
  }

  @Test
  void anEventThatIsTooLargeIsRefusedAndTheEntityLivesOn() {
    bytes = 100;
    EntityState<Object> before = wallet.state;
    assertThat(failure(new Note("x".repeat(200)), ""))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("is larger than the 100 that its tenant may store")
        .hasMessageContaining("troupe.tenants.limits.event-bytes");
    assertThat(wallet.state).isEqualTo(before);
    assertThat(DeciderSubject.reply(wallet.tell(new Deposit(5), "")))
        .isEqualTo(DeciderSubject.balance(5));
  }

  @Test
  void theReceiptIsAPartOfTheEvent() {
    bytes = 100;
    assertThat(failure(new Deposit(5), "i".repeat(90))).isInstanceOf(TooLarge.class);
    assertThat(wallet.tell(new Deposit(5), "").entries()).hasSize(1);
  }

  @Test
  void aLimitThatIsChangedHoldsAtOnce() {
    bytes = 100;
    assertThat(failure(new Note("x".repeat(200)), "")).isInstanceOf(TooLarge.class);
    bytes = 1024;
    assertThat(wallet.tell(new Note("x".repeat(200)), "").entries()).hasSize(1);
  }

  @Test
  void aFullTenantStoresNothingMoreAndIsStillAnswered() {
    wallet.tell(new Deposit(5), "first");
    isFull = true;
    assertThat(failure(new Deposit(5), "")).isInstanceOf(Throttled.class);
    assertThat(failure(new Deposit(5), "second"))
        .isInstanceOfSatisfying(Throttled.class, e -> assertThat(e.used()).isEqualTo(9));
    assertThat(DeciderSubject.reply(wallet.tell(new Wallet.GetBalance(), "")))
        .isEqualTo(DeciderSubject.balance(5));
    assertThat(DeciderSubject.reply(wallet.tell(new Deposit(5), "first")))
        .isEqualTo(DeciderSubject.balance(5));
    isFull = false;
    assertThat(DeciderSubject.reply(wallet.tell(new Deposit(5), "second")))
        .isEqualTo(DeciderSubject.balance(10));
  }

  @Test
  void aRejectionThatWouldBeRememberedNeedsRoomToo() {
    isFull = true;
    assertThat(failure(new Wallet.Withdraw(5), "first")).isInstanceOf(Throttled.class);
    DeciderSubject.assertRejected(wallet.tell(new Wallet.Withdraw(5), ""), "overdrawn");
    assertThat(wallet.state.isEmpty()).isTrue();
  }
}
