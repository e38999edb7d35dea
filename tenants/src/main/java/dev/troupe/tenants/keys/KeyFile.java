package dev.troupe.tenants.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.troupe.tenants.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Key-encryption keys in a file: a keyset of Tink as JSON, in plain text, which only its owner may
 * read. Its primary key wraps, all its keys unwrap. Read again when it has changed. Thread-safe.
 *
 * <p>It protects copies of the database (backups, replicas, disks) that the file is not with. It
 * does not protect from who can read the node's files. A file that is lost takes all that was
 * sealed with it.
 */
public final class KeyFile implements KeyEncryption {
  private static final Configuration CONFIGURATION = AeadConfig2026.get();
  private static final AesGcmParameters PARAMETERS = PredefinedAeadParameters.AES256_GCM;

  private final Path file;
  private Read read;

  /** What the file held at a time. */
  private record Read(FileTime modified, KeysetHandle keys, Aead aead) {}

  private KeyFile(Path file) {
    this.file = file;
    this.read = read(file);
  }

  /**
   * The keys of this file.
   *
   * @throws KeyFailure.Unavailable if it is not there, or can't be used, or others may read it
   */
  public static KeyFile open(Path file) {
    return new KeyFile(file);
  }

  /**
   * The same, and made with one key first if it is not there.
   *
   * @throws KeyFailure.Unavailable if it can't be made or used
   */
  public static KeyFile openOrCreate(Path file) {
    if (!Files.exists(file)) {
      try {
        // Another process may make it at the same time, and its keys are as good.
        PrivateFile.create(file, json(KeysetHandle.generateNew(PARAMETERS, CONFIGURATION)));
      } catch (IOException | GeneralSecurityException e) {
        throw unusable(file, "can't be made: " + e.getMessage(), e);
      }
    }
    return open(file);
  }

  private static Read read(Path file) {
    try {
      requirePrivate(file);
      FileTime modified = Files.getLastModifiedTime(file);
      KeysetHandle keys =
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(file), CONFIGURATION, InsecureSecretKeyAccess.get());
      return new Read(modified, keys, keys.getPrimitive(CONFIGURATION, Aead.class));
    } catch (NoSuchFileException e) {
      throw unusable(file, "is not there; bring it back, or set troupe.encryption.file", e);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, "is no readable keyset of Tink: " + e.getMessage(), e);
    }
  }

  private static KeyFailure.Unavailable unusable(Path file, String why, Exception cause) {
    return new KeyFailure.Unavailable("key file '%s': %s".formatted(file, why), cause);
  }

  private static void requirePrivate(Path file) throws IOException {
    Optional<String> permissions = PrivateFile.permissionsOfOthers(file);
    if (permissions.isPresent()) {
      throw new KeyFailure.Unavailable(
          "key file '%s': others than its owner may use it, permissions were '%s', expected 'rw-------'; chmod 600 it, and rotate its key if somebody may have read it"
              .formatted(file, permissions.get()));
    }
  }

  private synchronized Read latest() {
    try {
      if (!Files.getLastModifiedTime(file).equals(read.modified())) {
        read = read(file);
      }
    } catch (IOException e) {
      throw unusable(file, "can't be read: " + e.getMessage(), e);
    }
    return read;
  }

  private static String name(int keyId) {
    return "file:" + Integer.toUnsignedString(keyId);
  }

  @Override
  public String current() {
    return name(latest().keys().getPrimary().getId());
  }

  /** Adds a key that wraps from now on; the others stay to unwrap. */
  public synchronized void rotate() {
    KeysetHandle keys = latest().keys();
    try {
      KeysetHandle more =
          KeysetHandle.newBuilder(keys)
              .setConfiguration(CONFIGURATION)
              .addEntry(
                  KeysetHandle.generateEntryFromParameters(PARAMETERS).withRandomId().makePrimary())
              .build();
      PrivateFile.replace(file, json(more));
      read = read(file);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, "can't be changed: " + e.getMessage(), e);
    }
  }

  private static String json(KeysetHandle keys) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(
        keys, CONFIGURATION, InsecureSecretKeyAccess.get());
  }

  @Override
  public byte[] wrap(String name, byte[] dataKey, byte[] associatedData) {
    Read now = latest();
    requireKnown(now, name);
    try {
      return now.aead().encrypt(dataKey, associatedData);
    } catch (GeneralSecurityException e) {
      throw unusable(file, "can't wrap: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped, byte[] associatedData) {
    Read now = latest();
    requireKnown(now, name);
    try {
      return now.aead().decrypt(wrapped, associatedData);
    } catch (GeneralSecurityException e) {
      throw new KeyFailure.NotAuthentic(
          "key file '%s': a data key was not wrapped by '%s' for this tenant and number"
              .formatted(file, name),
          e);
    }
  }

  private void requireKnown(Read now, String name) {
    for (int i = 0; i < now.keys().size(); i++) {
      if (name(now.keys().getAt(i).getId()).equals(name)) {
        return;
      }
    }
    throw new KeyFailure.Unavailable(
        "key file '%s': has no key '%s'; bring back the file that has it".formatted(file, name));
  }
}
