package dev.troupe.cluster.internal;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.EntityKey;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;

/** Messages and settings for tests of the delivery. */
final class OutboxSamples {
  private OutboxSamples() {}

  /** The first message of {@code giver|tenant:sender} to {@code account|tenant:receiver}. */
  static Waiting message(String tenant, String sender, String receiver, int bytes) {
    return new Waiting(
        new Delivery.OfMessage(1, 1),
        0,
        "giver|%s:%s".formatted(tenant, sender),
        "account",
        EntityKey.parse(tenant + ":" + receiver),
        new Encoded("command:account/deposit", new byte[bytes]));
  }

  /** The defaults, but for these under {@code troupe.outbox}. */
  static OutboxSettings settings(String others) {
    return OutboxSettings.of(
        ConfigFactory.parseString("troupe.outbox { %s }".formatted(others))
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve());
  }
}
