package dev.troupe.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** All that is logged from now on, ours down to what is never said by default. */
final class Heard implements AutoCloseable {
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
          lines.add(allOf(line));
        }
      };

  private final List<Loud> loud;

  private record Loud(Logger logger, @Nullable Level before) {
    static Loud at(Level level, String name) {
      Logger logger = (Logger) LoggerFactory.getLogger(name);
      Loud loud = new Loud(logger, logger.getLevel());
      logger.setLevel(level);
      return loud;
    }
  }

  Heard() {
    appender.start();
    loud =
        List.of(
            Loud.at(Level.INFO, org.slf4j.Logger.ROOT_LOGGER_NAME),
            Loud.at(Level.TRACE, "dev.troupe"),
            // It says nothing to the others.
            Loud.at(Level.TRACE, "dev.troupe.audit"));
    loud.forEach(each -> each.logger().addAppender(appender));
  }

  /** Also what a layout leaves out. */
  private static String allOf(ILoggingEvent line) {
    var thrown = line.getThrowableProxy();
    return String.join(
        " ",
        line.getLoggerName(),
        line.getFormattedMessage(),
        String.valueOf(line.getKeyValuePairs()),
        String.valueOf(line.getMDCPropertyMap()),
        String.valueOf(line.getMarkerList()),
        thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
  }

  /** Everything, a line or more for each. */
  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    for (Loud each : loud) {
      each.logger().detachAppender(appender);
      each.logger().setLevel(each.before());
    }
  }
}
