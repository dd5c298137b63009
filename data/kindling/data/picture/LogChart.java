package kindling.data.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Lines over a logarithmic horizontal axis, as one picture. Needs a font of the system's.
 *
 * @param across title of the horizontal axis
 * @param upright title of the vertical axis, which is linear
 * @param lines with at least one point together; values that are not finite leave a gap
 */
public record LogChart(String title, String across, String upright, List<Line> lines) {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 600;
  private static final int LEFT = 80;
  private static final int RIGHT = 24;
  private static final int TOP = 64;
  private static final int BOTTOM = 60;
  private static final int TICKS = 6;
  private static final double DOT = 6;
  private static final Color INK = new Color(0x22, 0x26, 0x2B);
  private static final Color RULE = new Color(0xDD, 0xE1, 0xE6);
  private static final List<Color> COLORS =
      List.of(new Color(0x9A, 0xB4, 0xD3), new Color(0xC8, 0x4B, 0x31));
  private static final Font HEAD = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  public LogChart {
    lines = List.copyOf(lines);
  }

  /** A line through points, which have dots or not. */
  public record Line(String name, Mark mark, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  /** Whether points show beside the line through them. */
  public enum Mark {
    NONE,
    DOT
  }

  /** A point; x is above 0. */
  public record Point(double x, double y) {}

  /** The values of an axis from end to end. */
  private record Span(double least, double most) {
    double share(double value) {
      return most == least ? 0.5 : (value - least) / (most - least);
    }
  }

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
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    Span xs =
        span(
            lines.stream()
                .flatMap(l -> l.points.stream())
                .map(p -> StrictMath.log10(p.x))
                .toList());
    Span ys = span(lines.stream().flatMap(l -> l.points.stream()).map(Point::y).toList());
    drawAxes(pen, xs, ys);
    for (int i = 0; i < lines.size(); i++) {
      drawLine(pen, lines.get(i), COLORS.get(i % COLORS.size()), xs, ys);
      pen.setFont(PLAIN);
      pen.drawString(lines.get(i).name, LEFT + 110 * i, TOP - 12);
    }
    pen.dispose();
    return picture;
  }

  private static Span span(List<Double> values) {
    return new Span(
        values.stream().filter(Double::isFinite).min(Double::compare).orElse(0.0),
        values.stream().filter(Double::isFinite).max(Double::compare).orElse(1.0));
  }

  private void drawAxes(Graphics2D pen, Span xs, Span ys) {
    pen.setColor(INK);
    pen.setFont(HEAD);
    pen.drawString(title, LEFT, 26);
    pen.setFont(PLAIN);
    pen.drawString(across, LEFT, HEIGHT - 14);
    pen.drawString(upright, 10, TOP - 12);
    for (double power = Math.ceil(xs.least); power <= Math.floor(xs.most); power++) {
      int x = x(xs.share(power));
      rule(pen, x, TOP, x, HEIGHT - BOTTOM);
      pen.drawString(String.format(Locale.ROOT, "1e%.0f", power), x - 12, HEIGHT - BOTTOM + 18);
    }
    for (int tick = 0; tick < TICKS; tick++) {
      double share = tick / (TICKS - 1.0);
      int y = y(share);
      rule(pen, LEFT, y, WIDTH - RIGHT, y);
      String text = String.format(Locale.ROOT, "%.3g", ys.least + share * (ys.most - ys.least));
      pen.drawString(text, LEFT - 8 - pen.getFontMetrics().stringWidth(text), y + 4);
    }
  }

  private static void rule(Graphics2D pen, int fromX, int fromY, int toX, int toY) {
    pen.setColor(RULE);
    pen.drawLine(fromX, fromY, toX, toY);
    pen.setColor(INK);
  }

  private static void drawLine(Graphics2D pen, Line line, Color color, Span xs, Span ys) {
    pen.setColor(color);
    pen.setStroke(new BasicStroke(2));
    Point before = null;
    for (Point point : line.points) {
      if (!Double.isFinite(point.y)) {
        before = null;
        continue;
      }
      int x = x(xs.share(StrictMath.log10(point.x)));
      int y = y(ys.share(point.y));
      if (before != null) {
        pen.draw(
            new Line2D.Double(
                x(xs.share(StrictMath.log10(before.x))), y(ys.share(before.y)), x, y));
      }
      if (line.mark == Mark.DOT) {
        pen.fill(new Ellipse2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT));
      }
      before = point;
    }
  }

  private static int x(double share) {
    return (int) Math.round(LEFT + share * (WIDTH - LEFT - RIGHT));
  }

  private static int y(double share) {
    return (int) Math.round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
  }
}
