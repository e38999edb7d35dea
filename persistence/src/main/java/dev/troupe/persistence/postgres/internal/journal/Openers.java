package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.PayloadCipher.Opener;
import dev.troupe.persistence.PayloadCiphers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The keys that some rows of one tenant need, all at hand. Confined to one thread at a time. */
final class Openers {
  private final Map<Integer, Opener> byNumber = new HashMap<>(1);
  private final String tenant;
  private final PayloadCiphers ciphers;

  private Openers(PayloadCiphers ciphers, String tenant) {
    this.tenant = tenant;
    this.ciphers = ciphers;
  }

  /**
   * The keys of these numbers. Complete at once if they are at hand; fails with {@link
   * CipherFailure.KeysUnavailable} if one can't be had now. A key that can't be had at all fails
   * what is opened with it, and nothing else.
   */
  static CompletableFuture<Openers> of(
      PayloadCiphers ciphers, String tenant, Set<Integer> keyNumbers) {
    CompletableFuture<Openers> openers =
        CompletableFuture.completedFuture(new Openers(ciphers, tenant));
    for (Integer number : keyNumbers) {
      openers =
          openers.thenCombine(
              ciphers.opener(tenant, number).handle(Openers::known),
              (all, opener) -> {
                all.byNumber.put(number, opener);
                return all;
              });
    }
    return openers;
  }

  private static Opener known(@Nullable Opener opener, @Nullable Throwable failure) {
    if (opener != null) {
      return opener;
    }
    CipherFailure cause = CipherFailure.in(failure);
    if (cause instanceof CipherFailure.KeysUnavailable) {
      throw cause;
    }
    return (sealed, associatedData) -> {
      throw cause;
    };
  }

  /**
   * The bytes as they were before they were sealed with this key; null for plain text.
   *
   * @throws CipherFailure why they can't be opened, now or ever
   */
  StoredBytes open(
      @Nullable Integer keyNumber, StoredBytes stored, Supplier<byte[]> associatedData) {
    if (keyNumber != null) {
      Opener opener = byNumber.get(keyNumber);
      if (opener == null) {
        throw new IllegalStateException("key '%d' was not asked for".formatted(keyNumber));
      }
      return stored.with(opener.open(stored.bytes(), associatedData.get()));
    }
    ciphers.requirePlainTextRead(tenant);
    return stored;
  }
}
