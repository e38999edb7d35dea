package dev.troupe.persistence;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;

/**
 * What was published on a tenant's topic, on its way to the nodes. Made and opened by {@link
 * TopicMessages}.
 *
 * <p>The message stays bytes until somebody is found who wants it, so that a node without a
 * subscriber of the tenant's does not read it.
 *
 * @param type the topic type's name
 * @param key whose topic it is, and its id
 * @param caller on whose behalf it was published; no other than the topic's tenant may
 * @param message what the message is called, such as {@code quoted}
 * @param bytes the message's fields in CBOR; not to be changed
 */
public record TopicEnvelope(
    String type, EntityKey key, TenantId caller, String message, byte[] bytes) {

  /** Whether it was published on behalf of the tenant whose topic it is. */
  public boolean isWithinTenant() {
    return caller.equals(key.tenant());
  }

  /** Without what the message says, since Pekko logs what it can take nowhere. */
  @Override
  public String toString() {
    return "%s on %s %s on behalf of '%s'".formatted(message, type, key, caller);
  }
}
