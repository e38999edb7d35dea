package dev.troupe.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a setting may be.
 *
 * @param kind what sort of value
 * @param words how it is said, as {@code number of rows, 1 or more}
 * @param unit what is counted, as {@code rows}; {@code bytes} of a size, empty where nothing is
 * @param range what the words say of it, as {@code 1 or more}; empty where all is allowed
 * @param least the smallest amount: nanoseconds, bytes, or a number
 * @param most the largest amount
 * @param choices the words of a {@link Kind#CHOICE}
 */
public record Allowed(
    Kind kind,
    String words,
    String unit,
    String range,
    long least,
    long most,
    List<String> choices) {
  private static final Pattern AMOUNT =
      Pattern.compile("(duration|size|number|numbers by name)(?: of ([^,]+))?(?:, (.+))?");
  private static final Pattern RANGE = Pattern.compile("(.+) to (.+)|(.+) or more");
  private static final String KEY = "value";

  /** Copies the choices. */
  public Allowed {
    choices = List.copyOf(choices);
  }

  /**
   * What these words say.
   *
   * @throws IllegalArgumentException if they say nothing
   */
  public static Allowed parse(String words) {
    Matcher amount = AMOUNT.matcher(words);
    if (amount.matches()) {
      Kind kind = kind(amount.group(1));
      String unit = Optional.ofNullable(amount.group(2)).orElse(kind == Kind.SIZE ? "bytes" : "");
      return within(kind, words, unit, Optional.ofNullable(amount.group(3)).orElse(""));
    }
    boolean isChoice = words.startsWith(Kind.CHOICE.words() + " ");
    String named = isChoice ? words.substring(Kind.CHOICE.words().length() + 1) : "";
    return new Allowed(
        isChoice ? Kind.CHOICE : kind(words),
        words,
        "",
        named,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        isChoice ? Arrays.asList(named.split(", ", -1)) : List.of());
  }

  private static Kind kind(String words) {
    return Arrays.stream(Kind.values())
        .filter(each -> each != Kind.CHOICE && each.words().equals(words))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "setting: a value must be of a kind that there is, was '%s'".formatted(words)));
  }

  private static Allowed within(Kind kind, String words, String unit, String range) {
    Matcher bounds = RANGE.matcher(range);
    if (!bounds.matches()) {
      throw new IllegalArgumentException(
          "setting: a range must read '1 to 5' or '1 or more', was '%s'".formatted(range));
    }
    boolean isOpen = bounds.group(2) == null;
    // What reads a number mostly reads an int.
    long all = kind == Kind.NUMBER || kind == Kind.NUMBERS ? Integer.MAX_VALUE : Long.MAX_VALUE;
    return new Allowed(
        kind,
        words,
        unit,
        range,
        bound(kind, isOpen ? bounds.group(3) : bounds.group(1)),
        isOpen ? all : bound(kind, bounds.group(2)),
        List.of());
  }

  private static long bound(Kind kind, String text) {
    return amount(kind, ConfigFactory.parseMap(Map.of(KEY, text)));
  }

  /** How it is said after "must be". */
  public String sentence() {
    return switch (kind) {
      case DURATION, SIZE, NUMBER, TEXTS -> "a " + words;
      case SECRET -> "text";
      default -> words;
    };
  }

  /** Whether a setting may have this value. */
  public boolean takes(ConfigValue value) {
    return read(value).isPresent();
  }

  /**
   * The value, so that two are equal that mean the same, as {@code 60s} and {@code 1m}; none if it
   * is not allowed.
   */
  public Optional<Object> read(ConfigValue value) {
    Config config = value.atKey(KEY);
    try {
      return switch (kind) {
        case DURATION, SIZE, NUMBER -> Optional.<Object>of(amount(kind, config)).filter(this::isIn);
        case FLAG -> Optional.of(config.getBoolean(KEY));
        case CHOICE -> choice(config.getString(KEY)).map(Object.class::cast);
        case TEXT, SECRET -> Optional.of(config.getString(KEY));
        case TEXTS -> Optional.of(config.getStringList(KEY));
        case NUMBERS -> numbers(config.getObject(KEY)).map(Object.class::cast);
        case NAMED_TEXTS -> Optional.of(texts(config.getObject(KEY)));
        case PEKKO -> Optional.of(config.getObject(KEY).unwrapped());
      };
    } catch (ConfigException | NumberFormatException e) {
      return Optional.empty();
    } catch (ArithmeticException e) {
      // A part of a whole, or more than a long holds.
      return Optional.empty();
    }
  }

  private boolean isIn(Object amount) {
    return (long) amount >= least && (long) amount <= most;
  }

  private Optional<String> choice(String word) {
    // A bare off is read as false where the file says so, and given back so.
    String said = word.equals("false") && choices.contains("off") ? "off" : word;
    return choices.stream().filter(each -> each.equalsIgnoreCase(said)).findFirst();
  }

  private Optional<Map<String, Object>> numbers(ConfigObject given) {
    Map<String, Object> numbers = new TreeMap<>(Comparator.naturalOrder());
    given.forEach((name, value) -> numbers.put(name, amount(Kind.NUMBER, value.atKey(KEY))));
    return Optional.of(numbers).filter(all -> all.values().stream().allMatch(this::isIn));
  }

  private static Map<String, String> texts(ConfigObject given) {
    Map<String, String> texts = new TreeMap<>();
    given.forEach((name, value) -> texts.put(name, value.atKey(KEY).getString(KEY)));
    return texts;
  }

  private static long amount(Kind kind, Config config) {
    return switch (kind) {
      case DURATION -> config.getDuration(KEY).toNanos();
      case SIZE -> config.getBytes(KEY);
      default -> new BigDecimal(String.valueOf(config.getValue(KEY).unwrapped())).longValueExact();
    };
  }
}
