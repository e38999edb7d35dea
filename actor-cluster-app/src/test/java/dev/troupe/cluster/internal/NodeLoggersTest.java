package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class NodeLoggersTest {
  private final LoggerContext context = new LoggerContext();
  private final NodeLoggers loggers = new NodeLoggers(context);

  @BeforeEach
  void configure() {
    context.getLogger("ROOT").setLevel(ch.qos.logback.classic.Level.INFO);
    context.getLogger("quiet").setLevel(ch.qos.logback.classic.Level.WARN);
  }

  @Test
  void aLevelHoldsForTheLoggerAndThoseBelowIt() {
    loggers.set(Map.of("a.b", Level.DEBUG));

    assertThat(context.getLogger("a.b.c").isDebugEnabled()).isTrue();
    assertThat(context.getLogger("a.x").isDebugEnabled()).isFalse();
    assertThat(loggers.levels()).isEqualTo(Map.of("ROOT", "INFO", "a.b", "DEBUG", "quiet", "WARN"));
  }

  @Test
  void whatIsSetNoMoreIsAsItWasConfigured() {
    loggers.set(Map.of("a.b", Level.DEBUG, "quiet", Level.DEBUG, "ROOT", Level.ERROR));
    loggers.set(Map.of("a.b", Level.TRACE, "quiet", Level.INFO));
    assertThat(loggers.levels()).isEqualTo(Map.of("ROOT", "INFO", "a.b", "TRACE", "quiet", "INFO"));

    loggers.set(Map.of());
    assertThat(loggers.levels()).isEqualTo(Map.of("ROOT", "INFO", "quiet", "WARN"));
    assertThat(context.getLogger("a.b").isDebugEnabled()).isFalse();
  }
}
