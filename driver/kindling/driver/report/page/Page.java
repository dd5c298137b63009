package kindling.driver.report.page;

import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.style;

import j2html.TagCreator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/**
 * A self-contained HTML page: style, charts' library and data are in the file, and its own content
 * security policy lets it load nothing. Readable in dark and light, on a phone, and printed.
 *
 * @param subtitle a line below the title
 * @param tiles figures to open with
 * @param library how much of the charts' library it holds
 */
public record Page(
    String title, String subtitle, List<Tile> tiles, List<Section> sections, Library library) {
  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

  /** A page of usual charts. */
  public Page(String title, String subtitle, List<Tile> tiles, List<Section> sections) {
    this(title, subtitle, tiles, sections, Library.COMMON);
  }

  /** The builds of ECharts. */
  public enum Library {
    /** 0.7 MB: lines, dots and bars. */
    COMMON("echarts.common.min.js"),
    /** 1.0 MB: names at dots that give way to each other, too. */
    WHOLE("echarts.min.js");

    private final String file;

    Library(String file) {
      this.file = file;
    }
  }

  /** The whole document. */
  public String html() {
    return document(
        TagCreator.html(
                head(
                    meta().withCharset("utf-8"),
                    meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    meta().withName("color-scheme").withContent("light dark"),
                    TagCreator.title(title),
                    style(rawHtml(resource("/kindling/driver/report/page/page.css")))),
                body(
                    header(h1(title), p(subtitle)),
                    main(Tile.row(tiles), each(sections, Section::tag)),
                    footer(p("Written by Kindling. Charts: Apache ECharts.")),
                    script(rawHtml(echarts())),
                    script(rawHtml(resource("/kindling/driver/report/page/page.js")))))
            .withLang("en"));
  }

  /** The WebJar says itself which version it is, so that it is named in one place, the build. */
  private String echarts() {
    Properties version = new Properties();
    try (InputStream in = stream("/META-INF/maven/org.webjars/echarts/pom.properties")) {
      version.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read ECharts' own pom.properties", e);
    }
    return resource(
        "/META-INF/resources/webjars/echarts/"
            + version.getProperty("version")
            + "/"
            + library.file);
  }

  private static String resource(String name) {
    try (InputStream in = stream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the jar's own " + name, e);
    }
  }

  private static InputStream stream(String name) {
    InputStream in = Page.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the jar lacks " + name);
    }
    return in;
  }
}
