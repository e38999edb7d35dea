package dev.troupe.persistence.postgres;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;

/** Messages as the outbox holds them. */
public final class OutboxMessages {
  private OutboxMessages() {}

  /**
   * The oldest message of a sender, due to be delivered.
   *
   * @param delivery its row and the attempt to make
   * @param tries how often it was tried in vain
   * @param sender the sender's persistence id
   * @param receiverType the receiver's type
   * @param receiver the receiver's key
   * @param command what the receiver is to do
   */
  public record Waiting(
      Delivery.OfMessage delivery,
      int tries,
      String sender,
      String receiverType,
      EntityKey receiver,
      Encoded command) {

    /** Whose it is. */
    public String tenant() {
      return receiver.tenant().value();
    }

    /** The receiver's persistence id. */
    public String receiverId() {
      return receiverType + "|" + receiver.encoded();
    }

    /** How long the command is. */
    public long bytes() {
      return command.fields().length;
    }
  }

  /**
   * A message that needs an operator: one that was given up, or one that was tried in vain.
   *
   * @param row its number
   * @param sender the sender's persistence id
   * @param receiver the receiver's persistence id
   * @param command what the receiver was to do, {@code command:type/name}
   * @param tries how often it was tried in vain
   * @param reason why it was given up, or what stood in the way the last time
   */
  public record Listed(
      long row, String sender, String receiver, String command, int tries, String reason) {}

  /** What became of a message that was refused. */
  public enum Refusal {
    /** There will be another attempt. */
    WAITS,
    /** It was given up, and waits for an operator. */
    PARKED,
    /** It was no longer there, or another attempt was made before. */
    GONE
  }
}
