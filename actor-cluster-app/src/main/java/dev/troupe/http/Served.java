package dev.troupe.http;

import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityType;
import java.util.Arrays;
import java.util.List;

/**
 * An entity type and which of its commands can be sent from outside.
 *
 * @param type the type
 * @param commands those that are served; the others are as unknown as if they did not exist
 */
public record Served<N>(EntityType<N> type, List<CommandType> commands) {

  /** Keeps the commands from being changed later. */
  public Served {
    commands = List.copyOf(commands);
  }

  /** All commands of this type. */
  public static <N> Served<N> all(EntityType<N> type) {
    return new Served<>(type, List.copyOf(type.contract().commands()));
  }

  /**
   * Only these commands of this type.
   *
   * @param roots records of commands, or interfaces that they implement
   * @throws IllegalArgumentException if one of them is not a command of this type, nor implemented
   *     by one
   */
  public static <N> Served<N> only(EntityType<N> type, Class<?>... roots) {
    for (Class<?> root : roots) {
      if (type.contract().commands().stream().noneMatch(command -> isIn(command, root))) {
        throw new IllegalArgumentException(
            "%s: '%s' is none of its commands; serve one of %s"
                .formatted(type.name(), root.getName(), names(type)));
      }
    }
    return new Served<>(
        type,
        type.contract().commands().stream()
            .filter(command -> Arrays.stream(roots).anyMatch(root -> isIn(command, root)))
            .toList());
  }

  private static boolean isIn(CommandType command, Class<?> root) {
    return root.isAssignableFrom(command.record());
  }

  private static List<String> names(EntityType<?> type) {
    return type.contract().commands().stream().map(CommandType::name).toList();
  }

  /** Whether this command is served. */
  public boolean serves(CommandType command) {
    return commands.contains(command);
  }
}
