package dev.troupe.tenants.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;

/** Keys that are bytes and nothing else: AES-256 in GCM, with nothing before the nonce. */
public final class RawKey {
  /** How many bytes a key has. */
  public static final int BYTES = 32;

  private RawKey() {}

  /**
   * What seals and opens with the key of these bytes.
   *
   * @throws GeneralSecurityException if there are not {@link #BYTES} of them
   */
  public static Aead aead(byte[] bytes) throws GeneralSecurityException {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(BYTES)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    return AesGcmJce.create(
        AesGcmKey.builder()
            .setParameters(parameters)
            .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
            .build());
  }
}
