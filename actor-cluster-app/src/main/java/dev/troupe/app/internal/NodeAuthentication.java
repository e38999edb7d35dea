package dev.troupe.app.internal;

import com.typesafe.config.Config;
import dev.troupe.app.StartFailure;
import dev.troupe.http.Authentication;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.RefreshedKeys;
import dev.troupe.tenants.auth.TokenCache;
import dev.troupe.tenants.auth.TokenSettings;
import dev.troupe.tenants.auth.TokenVerifier;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a node finds out who asks, from {@code troupe.auth} of its configuration. */
final class NodeAuthentication {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAuthentication.class);

  private NodeAuthentication() {}

  /**
   * As the settings say.
   *
   * @param grants what tenants have granted each other
   * @param atTheEnd is handed what is to be closed when the node ends
   * @throws StartFailure if they don't say it, or would let strangers in
   */
  static Authentication of(Config config, Grants grants, Consumer<AutoCloseable> atTheEnd) {
    Config auth = config.getConfig("troupe.auth");
    return switch (auth.getString("mode")) {
      case "none" -> {
        LOG.warn("auth: troupe.auth.mode is 'none': anyone who reaches HTTP may do anything");
        yield Authentication.none();
      }
      case "jwt" -> jwt(auth, config.getString("troupe.http.host"), grants, atTheEnd);
      default ->
          throw new StartFailure(
              "troupe.auth.mode must be 'jwt' or 'none', was '%s'"
                  .formatted(auth.getString("mode")));
    };
  }

  private static Authentication jwt(
      Config auth, String host, Grants grants, Consumer<AutoCloseable> atTheEnd) {
    for (String needed : List.of("issuer", "audience", "jwks")) {
      if (auth.getString(needed).isBlank()) {
        throw new StartFailure(
            "troupe.auth.%s is empty: nobody's token could be believed; set it (TROUPE_AUTH_%s), or let anyone do anything with troupe.auth.mode = none (TROUPE_AUTH_MODE)"
                .formatted(needed, needed.toUpperCase(Locale.ROOT)));
      }
    }
    requireNoDevelopment(auth, host);
    try {
      TokenSettings settings = settings(auth);
      RefreshedKeys keys = keys(auth);
      atTheEnd.accept(keys);
      TokenVerifier verifier =
          TokenVerifier.of(settings, keys, InstantSource.system())
              .remembering(
                  TokenCache.of(auth.getInt("cache.tokens"), auth.getDuration("cache.time")));
      return Authentication.jwt(verifier, grants);
    } catch (IllegalArgumentException e) {
      throw new StartFailure("troupe.auth: " + e.getMessage(), e);
    }
  }

  private static TokenSettings settings(Config auth) {
    return new TokenSettings(
        auth.getString("issuer"),
        auth.getString("audience"),
        Set.copyOf(auth.getStringList("algorithms")),
        auth.getDuration("clock-skew"),
        auth.getInt("max-token-length"),
        auth.getDuration("max-token-lifetime"),
        auth.getString("tenant-claim"),
        auth.getString("scope-claim"));
  }

  private static RefreshedKeys keys(Config auth) {
    String jwks = auth.getString("jwks");
    return jwks.contains("://")
        ? RefreshedKeys.url(
            URI.create(jwks),
            auth.getDuration("jwks-refresh"),
            auth.getDuration("jwks-min-refresh"))
        : RefreshedKeys.file(Path.of(jwks));
  }

  /** The key of that issuer lies in a folder of whoever started it. */
  private static void requireNoDevelopment(Config auth, String host) {
    if (!auth.getString("issuer").equals(DevelopmentIssuer.ISSUER)
        || auth.getBoolean("development-beyond-loopback")) {
      return;
    }
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new StartFailure(
            "troupe.auth.issuer is '%s', which is for one machine, and troupe.http.host is '%s'; take another issuer, or set troupe.auth.development-beyond-loopback"
                .formatted(DevelopmentIssuer.ISSUER, host));
      }
    } catch (UnknownHostException e) {
      throw new StartFailure("troupe.http.host '%s' is no address".formatted(host), e);
    }
  }
}
