package kindling.data.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import kindling.data.ImageShape;

/**
 * Small images in rows and labelled columns, as one picture. Needs a font of the system's.
 *
 * @param shape of every image, of 1 (gray) or 3 (RGB) channels
 * @param groups of columns, from left to right
 * @param rows with a tile for each column
 */
public record ContactSheet(ImageShape shape, List<Group> groups, List<Row> rows) {
  private static final int SIDE = 96;
  private static final int GAP = 6;
  private static final int GROUP_GAP = 18;
  private static final int MARGIN = 14;
  private static final int LINE = 15;
  private static final int CAPTION = 13;
  private static final Color INK = new Color(0x22, 0x26, 0x2B);
  private static final Color FAINT = new Color(0x6B, 0x72, 0x7B);
  private static final Color RULE = new Color(0xC9, 0xCE, 0xD4);
  private static final Font HEAD = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  public ContactSheet {
    int columns = groups.stream().mapToInt(group -> group.columns().size()).sum();
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new IllegalArgumentException("expected images of 1 or 3 channels, found " + shape);
    }
    for (Row row : rows) {
      if (row.tiles().size() != columns) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "expected %d tiles in a row, found %d", columns, row.tiles().size()));
      }
    }
  }

  /** Columns that belong together. */
  public record Group(String title, List<String> columns) {}

  /** Images side by side. */
  public record Row(String title, List<Tile> tiles) {}

  /**
   * An image and what stands under it.
   *
   * @param image channels × height × width unsigned bytes
   * @param caption may be empty
   */
  public record Tile(byte[] image, String caption) {}

  /** The picture as a PNG file's bytes. */
  public byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(drawn(), "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private BufferedImage drawn() {
    int left = MARGIN + titleWidth() + 2 * GAP;
    int columns = groups.stream().mapToInt(group -> group.columns().size()).sum();
    int width = left + columns * (tileWidth() + GAP) + (groups.size() - 1) * GROUP_GAP + MARGIN;
    int top = MARGIN + 4 * LINE;
    int height = top + rows.size() * rowHeight() + MARGIN;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(picture);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
    drawColumns(pen, left);
    for (int i = 0; i < rows.size(); i++) {
      drawRow(pen, rows.get(i), left, top + i * rowHeight());
    }
    pen.dispose();
    return picture;
  }

  private static Graphics2D pen(BufferedImage picture) {
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
    return pen;
  }

  private int titleWidth() {
    Graphics2D pen = pen(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    return rows.stream()
        .mapToInt(row -> pen.getFontMetrics(PLAIN).stringWidth(row.title()))
        .max()
        .orElse(0);
  }

  private void drawColumns(Graphics2D pen, int left) {
    int x = left;
    for (Group group : groups) {
      int width = group.columns().size() * (tileWidth() + GAP) - GAP;
      pen.setColor(INK);
      pen.setFont(HEAD);
      pen.drawString(group.title(), x, MARGIN + LINE - 3);
      pen.setColor(RULE);
      pen.fillRect(x, MARGIN + LINE + 3, width, 1);
      pen.setColor(FAINT);
      pen.setFont(PLAIN);
      for (String column : group.columns()) {
        drawWrapped(pen, column, x, MARGIN + 2 * LINE + 5);
        x += tileWidth() + GAP;
      }
      x += GROUP_GAP;
    }
  }

  /** Breaks at the first space where the text is wider than a tile. */
  private void drawWrapped(Graphics2D pen, String text, int x, int y) {
    int space = text.indexOf(' ');
    if (space < 0 || pen.getFontMetrics().stringWidth(text) <= tileWidth()) {
      pen.drawString(text, x, y);
    } else {
      pen.drawString(text.substring(0, space), x, y);
      pen.drawString(text.substring(space + 1), x, y + LINE);
    }
  }

  private void drawRow(Graphics2D pen, Row row, int left, int y) {
    pen.setColor(INK);
    pen.setFont(PLAIN);
    pen.drawString(row.title(), MARGIN, y + tileHeight() / 2 + 4);
    pen.setColor(FAINT);
    pen.setFont(SMALL);
    int x = left;
    int tile = 0;
    for (Group group : groups) {
      for (int i = 0; i < group.columns().size(); i++) {
        Tile shown = row.tiles().get(tile++);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation());
        pen.drawImage(picture(shown.image()), x, y, tileWidth(), tileHeight(), null);
        pen.drawString(shown.caption(), x, y + tileHeight() + CAPTION - 3);
        x += tileWidth() + GAP;
      }
      x += GROUP_GAP;
    }
  }

  /** Pixels stay squares where they are enlarged. */
  private Object interpolation() {
    return scale() >= 1
        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
        : RenderingHints.VALUE_INTERPOLATION_BICUBIC;
  }

  private double scale() {
    int side = Math.max(shape.height(), shape.width());
    return side <= SIDE ? SIDE / side : (double) SIDE / side;
  }

  private int tileWidth() {
    return Math.max(1, (int) Math.round(shape.width() * scale()));
  }

  private int tileHeight() {
    return Math.max(1, (int) Math.round(shape.height() * scale()));
  }

  private int rowHeight() {
    boolean captions =
        rows.stream().flatMap(row -> row.tiles().stream()).anyMatch(t -> !t.caption().isEmpty());
    return tileHeight() + GAP + (captions ? CAPTION : 0);
  }

  private BufferedImage picture(byte[] image) {
    int plane = shape.height() * shape.width();
    int green = shape.channels() == 3 ? plane : 0;
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb =
          (image[i] & 0xFF) << 16 | (image[green + i] & 0xFF) << 8 | image[2 * green + i] & 0xFF;
      picture.setRGB(i % shape.width(), i / shape.width(), rgb);
    }
    return picture;
  }
}
