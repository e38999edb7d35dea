package dev.troupe.cluster.internal;

import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.PayloadCipher;
import dev.troupe.tenants.keys.DataKey;
import dev.troupe.tenants.keys.KeyFailure;
import dev.troupe.tenants.keys.TenantKeys;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Seals what is stored with the keys of its tenant. Thread-safe. */
public record TenantCipher(TenantKeys keys, boolean isPlainTextRead) implements PayloadCipher {

  @Override
  public CompletionStage<Optional<Sealer>> sealer(String tenant) {
    return keys.newest(tenant)
        .handle((key, failure) -> {
          if (failure != null) {
            throw failure(failure);
          }
          return Optional.of(new Key(key));
        });
  }

  @Override
  public CompletionStage<Opener> opener(String tenant, int keyNumber) {
    return keys.find(tenant, keyNumber)
        .handle((key, failure) -> {
          if (failure != null) {
            throw failure(failure);
          }
          return new Key(key);
        });
  }

  private static CipherFailure failure(Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case KeyFailure.Destroyed e -> new CipherFailure.KeyDestroyed(message);
      case KeyFailure.NotAuthentic e -> new CipherFailure.NotAuthentic(message, e);
      default -> new CipherFailure.KeysUnavailable(message, cause);
    };
  }

  private record Key(DataKey key) implements Sealer, Opener {
    @Override
    public int keyNumber() {
      return key.number();
    }

    @Override
    public byte[] seal(byte[] payload, byte[] associatedData) {
      return key.seal(payload, associatedData);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] associatedData) {
      try {
        return key.open(sealed, associatedData);
      } catch (KeyFailure.NotAuthentic e) {
        throw new CipherFailure.NotAuthentic(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
