package dev.troupe.tenants.keys;

import java.nio.charset.StandardCharsets;
import java.util.Map;

// @start region="kms"
/** Key-encryption keys that never leave the key management service of a cloud. */
public record CloudKeys(CloudClient cloud, String current) implements KeyEncryption {

  @Override
  public byte[] wrap(String name, byte[] dataKey, byte[] associatedData) {
    try {
      return cloud.encrypt(name, dataKey, context(associatedData));
    } catch (CloudClient.CloudException e) {
      throw new KeyFailure.Unavailable("key '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped, byte[] associatedData) {
    try {
      return cloud.decrypt(name, wrapped, context(associatedData));
    } catch (CloudClient.WrongContext e) {
      throw new KeyFailure.NotAuthentic("key '%s': %s".formatted(name, e.getMessage()), e);
    } catch (CloudClient.CloudException e) {
      throw new KeyFailure.Unavailable("key '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Services that take texts as the context get it as one. */
  private static Map<String, String> context(byte[] associatedData) {
    return Map.of("for", new String(associatedData, StandardCharsets.ISO_8859_1));
  }
}
// @end
