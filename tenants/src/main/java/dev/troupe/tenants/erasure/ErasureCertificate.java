package dev.troupe.tenants.erasure;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was deleted of a tenant and what was not, for people and programs. Holds nothing that the
 * tenant stored, and nobody's name but the tenant's own. Immutable.
 *
 * @param tenant whose data were deleted
 * @param database the database and schema that they were in
 * @param began when the erasure began, by the clock of a node
 * @param ended when the last look found nothing left
 * @param keys how many keys of the tenant were destroyed
 * @param tables what was deleted from each table that holds data of tenants
 * @param kept tables with the tenant's name that stay, each with why
 * @param beyond what was not reached, each in a sentence
 */
public record ErasureCertificate(
    String tenant,
    String database,
    Instant began,
    Instant ended,
    int keys,
    List<Erased> tables,
    List<Kept> kept,
    List<String> beyond) {

  /** What the first field says, with the version of the form. */
  static final String FORM = "troupe-erasure/1";

  /**
   * What was deleted from a table.
   *
   * @param rows how many
   * @param left how many were found at the end, which is none
   * @param digest SHA-256 over the digests of the rows, in hexadecimal digits; empty for none
   * @param isRewritten whether the table was written anew, so that nothing is left in its pages
   */
  public record Erased(String table, long rows, long left, String digest, boolean isRewritten) {}

  /**
   * A table that stays as it is.
   *
   * @param reason what it holds, and why that stays
   */
  public record Kept(String table, String reason) {}

  /** Keeps the lists from being changed later. */
  public ErasureCertificate {
    tables = List.copyOf(tables);
    kept = List.copyOf(kept);
    beyond = List.copyOf(beyond);
  }

  /** As JSON, in the order of the components. */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("form", FORM);
    json.put("tenant", tenant);
    json.put("database", database);
    json.put("began", began.toString());
    json.put("ended", ended.toString());
    json.put("keys", keys);
    json.put("tables", tables.stream().map(ErasureCertificate::json).toList());
    json.put(
        "kept",
        kept.stream().map(each -> Map.of("table", each.table(), "reason", each.reason())).toList());
    json.put("beyond", beyond);
    return JSONObjectUtils.toJSONString(json);
  }

  private static Map<String, Object> json(Erased each) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("table", each.table());
    json.put("rows", each.rows());
    json.put("left", each.left());
    json.put("digest", each.digest());
    json.put("rewritten", each.isRewritten());
    return json;
  }

  /**
   * The certificate that this JSON says.
   *
   * @throws RefusedCertificate if it says none, or one of another form
   */
  static ErasureCertificate parse(String text) {
    try {
      Map<String, Object> json = JSONObjectUtils.parse(text);
      if (!FORM.equals(json.get("form"))) {
        throw new RefusedCertificate(
            "certificate: its form is '%s', expected '%s'".formatted(json.get("form"), FORM));
      }
      return new ErasureCertificate(
          text(json, "tenant"),
          text(json, "database"),
          Instant.parse(text(json, "began")),
          Instant.parse(text(json, "ended")),
          JSONObjectUtils.getInt(json, "keys"),
          objects(json, "tables").stream().map(ErasureCertificate::erased).toList(),
          objects(json, "kept").stream()
              .map(each -> new Kept(text(each, "table"), text(each, "reason")))
              .toList(),
          JSONObjectUtils.getStringList(json, "beyond"));
    } catch (ParseException
        | DateTimeParseException
        | ClassCastException
        | NullPointerException e) {
      throw new RefusedCertificate("certificate: can't be read: " + e.getMessage());
    }
  }

  private static Erased erased(Map<String, Object> json) {
    return new Erased(
        text(json, "table"),
        number(json, "rows"),
        number(json, "left"),
        text(json, "digest"),
        Boolean.TRUE.equals(json.get("rewritten")));
  }

  private static List<Map<String, Object>> objects(Map<String, Object> json, String name)
      throws ParseException {
    return List.of(JSONObjectUtils.getJSONObjectArray(json, name));
  }

  private static String text(Map<String, Object> json, String name) {
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw missing(name);
  }

  private static long number(Map<String, Object> json, String name) {
    if (json.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw missing(name);
  }

  private static RefusedCertificate missing(String name) {
    return new RefusedCertificate("certificate: has no '%s'".formatted(name));
  }
}
