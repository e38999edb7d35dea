package dev.troupe.tenants;

/**
 * Who changed something about a tenant, and why. Kept for ever beside the change, also when the
 * tenant is erased: an operator's name for himself, and nothing of the tenant's people.
 *
 * @param who 1 to 255 characters, as a token's subject
 * @param why 1 to 500 characters
 */
public record By(String who, String why) {
  private static final int LONGEST_WHO = 255;
  private static final int LONGEST_WHY = 500;

  /** Checks both; refused with {@link IllegalArgumentException} if one is empty or too long. */
  public By {
    require("who", who, LONGEST_WHO);
    require("why", why, LONGEST_WHY);
  }

  private static void require(String name, String text, int longest) {
    if (text.isBlank() || text.length() > longest) {
      throw new IllegalArgumentException(
          "by: '%s' must have 1 to %d characters, had %d"
              .formatted(name, longest, text.strip().length()));
    }
  }
}
