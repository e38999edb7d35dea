package dev.troupe.persistence;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A cipher with keys in memory, which are rotated, destroyed and withheld at will. */
public final class TestCipher implements PayloadCipher {
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
  private final Map<String, Integer> newest = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
  private volatile boolean isAway;
  private volatile boolean isPlainTextRead = true;

  /** Makes a new key of this tenant. */
  public void rotate(String tenant) {
    newest.merge(tenant, 1, Integer::sum);
  }

  /** Forgets all keys of this tenant for good. */
  public void destroy(String tenant) {
    newest.put(tenant, -1);
    keys.keySet().removeIf(key -> key.startsWith(tenant + "/"));
  }

  /** Whether every question fails for now. */
  public void away(boolean away) {
    isAway = away;
  }

  /** Lets every question about this tenant wait until what is returned is completed. */
  public CompletableFuture<Void> hold(String tenant) {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    gates.put(tenant, gate);
    return gate;
  }

  /** Refuses plain text from now on. */
  public void refusePlainText() {
    isPlainTextRead = false;
  }

  @Override
  public boolean isPlainTextRead() {
    return isPlainTextRead;
  }

  @Override
  public CompletionStage<Optional<Sealer>> sealer(String tenant) {
    return when(
        tenant,
        () -> {
          int number = newest.computeIfAbsent(tenant, any -> 1);
          if (number < 0) {
            throw new CipherFailure.KeyDestroyed(
                "tenant '%s': its keys were destroyed".formatted(tenant));
          }
          byte[] key = keys.computeIfAbsent(tenant + "/" + number, any -> bytes(32));
          return Optional.of(new Key(number, key));
        });
  }

  @Override
  public CompletionStage<Opener> opener(String tenant, int keyNumber) {
    return when(
        tenant,
        () -> {
          if (newest.getOrDefault(tenant, 0) < 0) {
            throw new CipherFailure.KeyDestroyed(
                "tenant '%s': its keys were destroyed".formatted(tenant));
          }
          byte[] key = keys.get(tenant + "/" + keyNumber);
          if (key == null) {
            throw new CipherFailure.NotAuthentic(
                "tenant '%s': never had a key '%d'".formatted(tenant, keyNumber));
          }
          return new Key(keyNumber, key);
        });
  }

  private <T> CompletionStage<T> when(String tenant, Supplier<T> answer) {
    return gates
        .computeIfAbsent(tenant, any -> CompletableFuture.completedFuture(null))
        .thenApply(open -> {
          if (isAway) {
            throw new CipherFailure.KeysUnavailable("the keys are away");
          }
          return answer.get();
        });
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private final class Key implements Sealer, Opener {
    private final int number;
    private final SecretKeySpec key;

    private Key(int number, byte[] key) {
      this.number = number;
      this.key = new SecretKeySpec(key, "AES");
    }

    @Override
    public int keyNumber() {
      return number;
    }

    @Override
    public byte[] seal(byte[] payload, byte[] associatedData) {
      byte[] iv = bytes(IV_BYTES);
      byte[] sealed = run(Cipher.ENCRYPT_MODE, iv, payload, 0, associatedData);
      byte[] all = Arrays.copyOf(iv, IV_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, IV_BYTES, sealed.length);
      return all;
    }

    @Override
    public byte[] open(byte[] sealed, byte[] associatedData) {
      if (sealed.length < IV_BYTES) {
        throw new CipherFailure.NotAuthentic("it is too short");
      }
      return run(
          Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, IV_BYTES), sealed, IV_BYTES, associatedData);
    }

    private byte[] run(int mode, byte[] iv, byte[] input, int from, byte[] associatedData) {
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(associatedData);
        return cipher.doFinal(input, from, input.length - from);
      } catch (GeneralSecurityException e) {
        throw new CipherFailure.NotAuthentic("it is not what was sealed", e);
      }
    }
  }
}
