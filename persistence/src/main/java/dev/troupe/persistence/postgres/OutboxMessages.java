package dev.troupe.persistence.postgres;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;

/** Messages as the outbox holds them. */
public final class OutboxMessages {
  private OutboxMessages() {}

  /**
   * The oldest message of a sender, due to be delivered.
   *
   * @param delivery its row and the attempt to make
   * @param sender the sender's persistence id
   * @param receiverType the receiver's type
   * @param receiver the receiver's key
   * @param command what the receiver is to do
   * @param isAnswerWanted whether the sender wants to be told of a rejection
   */
  public record Waiting(
      Delivery.OfMessage delivery,
      String sender,
      String receiverType,
      EntityKey receiver,
      Encoded command,
      boolean isAnswerWanted) {

    /** Whose it is. */
    public TenantId tenant() {
      return receiver.tenant();
    }
  }

  /**
   * A message that was given up, until an operator replays or drops it.
   *
   * @param row its number
   * @param sender the sender's persistence id
   * @param receiver the receiver's persistence id
   * @param command what the receiver was to do, {@code command:type/name}
   * @param attempts how often it was tried
   * @param reason why the last attempt failed
   */
  public record Parked(
      long row, String sender, String receiver, String command, int attempts, String reason) {}
}
