package dev.troupe.http;

import com.typesafe.config.Config;
import dev.troupe.http.internal.ParsingProblems;
import dev.troupe.persistence.MessageMappers;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * How the HTTP edge reads requests and describes itself, from {@code troupe.http} of the
 * configuration.
 *
 * @param maxBody the longest body that is read, in bytes
 * @param bodyTimeout how long a body may take to arrive
 * @param title what the OpenAPI document calls the API
 * @param version the version that the OpenAPI document gives the API
 */
public record HttpSettings(int maxBody, Duration bodyTimeout, String title, String version) {

  /** Refuses a body longer than a message can be. */
  public HttpSettings {
    if (maxBody < 1 || maxBody > MessageMappers.LONGEST_MESSAGE) {
      throw new IllegalArgumentException(
          "troupe.http.max-body must be 1 to %d bytes, was '%d'"
              .formatted(MessageMappers.LONGEST_MESSAGE, maxBody));
    }
  }

  /** The same for a tenant whose bodies may be this long. */
  HttpSettings within(long bytes) {
    return bytes >= maxBody
        ? this
        : new HttpSettings(Math.toIntExact(bytes), bodyTimeout, title, version);
  }

  /** The settings of this configuration. */
  public static HttpSettings of(Config config) {
    Config http = config.getConfig("troupe.http");
    return new HttpSettings(
        Math.toIntExact(Math.min(Integer.MAX_VALUE, http.getBytes("max-body"))),
        http.getDuration("body-timeout"),
        http.getString("openapi.title"),
        http.getString("openapi.version"));
  }

  /**
   * What to bind a server with: Pekko's settings of this system, with problems for what is no
   * request at all, with the path as it was sent (see {@link Problems#sealed}), and without a
   * header that tells which server this is. A header that Pekko can't read is not logged: it may
   * hold a token.
   */
  public static ServerSettings server(ActorSystem<?> system) {
    ServerSettings settings = ServerSettings.create(Adapter.toClassic(system));
    return settings
        .withParserSettings(settings.getParserSettings().withIllegalHeaderWarnings(false))
        .withParsingErrorHandler(ParsingProblems.class.getName())
        .withRawRequestUriHeader(true)
        .withServerHeader(Optional.empty());
  }
}
