package dev.troupe.persistence.postgres.internal;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what Flyway says to SLF4J at debug: our own lines and exceptions tell what an operator
 * needs.
 *
 * <p>Flyway creates it by name.
 */
public final class FlywayLog implements LogCreator {

  @Override
  public Log createLogger(Class<?> subject) {
    return new Quiet(LoggerFactory.getLogger(subject));
  }

  private record Quiet(Logger logger) implements Log {

    @Override
    public void debug(String message) {
      logger.debug(message);
    }

    @Override
    public void info(String message) {
      logger.debug(message);
    }

    @Override
    public void warn(String message) {
      logger.debug(message);
    }

    @Override
    public void error(String message) {
      logger.debug(message);
    }

    @Override
    public void error(String message, Exception failure) {
      logger.debug(message, failure);
    }

    @Override
    public void notice(String message) {
      logger.debug(message);
    }
  }
}
