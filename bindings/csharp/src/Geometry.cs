using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>A rectangle at an angle.</summary>
    public struct RotatedRect
    {
        /// <summary>The x of the centre.</summary>
        public float CenterX;
        /// <summary>The y of the centre.</summary>
        public float CenterY;
        /// <summary>The length of the side along the angle.</summary>
        public float Width;
        /// <summary>The length of the side across the angle.</summary>
        public float Height;
        /// <summary>The angle of the width in degrees, clockwise.</summary>
        public float Angle;

        /// <summary>Returns the x and y of the corners top left, top right, bottom right and bottom left.</summary>
        public unsafe float[] Corners()
        {
            var rect = new ScipixRotatedRect
            {
                center_x = CenterX, center_y = CenterY, width = Width, height = Height, angle = Angle,
            };
            var corners = new float[8];
            fixed (float* first = corners) Check.Ok(Native.scipix_rotated_rect_corners(&rect, first));
            return corners;
        }
    }

    /// <summary>The bounding box and the area of a connected component.</summary>
    public struct Component
    {
        /// <summary>The leftmost column.</summary>
        public int X;
        /// <summary>The top row.</summary>
        public int Y;
        /// <summary>The columns of the box.</summary>
        public int Width;
        /// <summary>The rows of the box.</summary>
        public int Height;
        /// <summary>The number of pixels.</summary>
        public long Area;
    }

    /// <summary>Plane geometry of boxes and polygons, and connected components.</summary>
    public static unsafe class Geometry
    {
        delegate Status Writer(int* points, UIntPtr cap, UIntPtr* count);

        /// <summary>Returns what `write` writes to the room for `cap` points, or to more room if there are more.</summary>
        static PixelPoint[] Points(int cap, Writer write)
        {
            while (true)
            {
                var points = new PixelPoint[cap];
                UIntPtr count = UIntPtr.Zero;
                Status status;
                fixed (PixelPoint* first = points) status = write((int*)first, Size.Of(cap), &count);
                if (status != Status.SizeMismatch || (long)count <= cap)
                {
                    Check.Ok(status);
                    Array.Resize(ref points, (int)count);
                    return points;
                }
                cap = checked((int)count);
            }
        }

        /// <summary>Returns the corners of the convex hull of points, clockwise.</summary>
        public static PixelPoint[] ConvexHull(ReadOnlySpan<PixelPoint> points)
        {
            var count = Size.Of(points.Length);
            fixed (PixelPoint* first = &MemoryMarshal.GetReference(points))
            {
                var pinned = (IntPtr)first;
                return Points(points.Length,
                    (to, cap, len) => Native.scipix_points_convex_hull((int*)pinned, count, to, cap, len));
            }
        }

        /// <summary>Returns the rectangle of least area around points, as OpenCV's minAreaRect.</summary>
        public static RotatedRect MinAreaRect(ReadOnlySpan<PixelPoint> points)
        {
            ScipixRotatedRect rect;
            fixed (PixelPoint* first = &MemoryMarshal.GetReference(points))
                Check.Ok(Native.scipix_points_min_area_rect((int*)first, Size.Of(points.Length), &rect));
            return new RotatedRect
            {
                CenterX = rect.center_x, CenterY = rect.center_y, Width = rect.width, Height = rect.height, Angle = rect.angle,
            };
        }

        /// <summary>Returns the area of a polygon, which may run in either direction.</summary>
        public static double PolygonArea(ReadOnlySpan<PixelPoint> polygon)
        {
            double area;
            fixed (PixelPoint* first = &MemoryMarshal.GetReference(polygon))
                Check.Ok(Native.scipix_polygon_area((int*)first, Size.Of(polygon.Length), &area));
            return area;
        }

        /// <summary>Returns the length of the closed border of a polygon.</summary>
        public static double PolygonPerimeter(ReadOnlySpan<PixelPoint> polygon)
        {
            double length;
            fixed (PixelPoint* first = &MemoryMarshal.GetReference(polygon))
                Check.Ok(Native.scipix_polygon_perimeter((int*)first, Size.Of(polygon.Length), &length));
            return length;
        }

        /// <summary>Offsets a polygon outwards with round joins, as Clipper does.</summary>
        public static PixelPoint[] OffsetPolygon(ReadOnlySpan<PixelPoint> polygon, double distance)
        {
            var count = Size.Of(polygon.Length);
            fixed (PixelPoint* first = &MemoryMarshal.GetReference(polygon))
            {
                var pinned = (IntPtr)first;
                return Points(64,
                    (to, cap, len) => Native.scipix_polygon_offset((int*)pinned, count, distance, to, cap, len));
            }
        }

        /// <summary>Drops corners of a polygon such that none is farther than about the tolerance from the sides left.</summary>
        public static PixelPoint[] SimplifyPolygon(ReadOnlySpan<PixelPoint> polygon, double tolerance)
        {
            var count = Size.Of(polygon.Length);
            fixed (PixelPoint* first = &MemoryMarshal.GetReference(polygon))
            {
                var pinned = (IntPtr)first;
                return Points(polygon.Length,
                    (to, cap, len) => Native.scipix_polygon_simplify((int*)pinned, count, tolerance, to, cap, len));
            }
        }

        /// <summary>Finds the connected components of the black pixels of a Bit1 image, or of the pixels of a Gray8 image that are not
        /// 0, from top to bottom and left to right.</summary>
        public static Component[] Components(ReadOnlyImageSpan src, Connectivity connectivity) =>
            Components(src, connectivity, Span<uint>.Empty);

        /// <summary>Finds the connected components, and labels their pixels.</summary>
        /// <param name="src">A Bit1 or Gray8 image.</param>
        /// <param name="connectivity">The number of neighbours that touch a pixel.</param>
        /// <param name="labels">Empty, or receives a label for each pixel: i + 1 for those of component i, and 0 for all others.</param>
        public static Component[] Components(ReadOnlyImageSpan src, Connectivity connectivity, Span<uint> labels)
        {
            if (labels.Length > 0) Check.Length(nameof(labels), labels.Length, (long)src.Shape.Width * src.Shape.Height);
            fixed (uint* first = &MemoryMarshal.GetReference(labels))
            {
                var pinned = (IntPtr)first;
                for (var room = new ScipixComponent[256]; ;)
                {
                    long count = 0;
                    bool isWhole = true;
                    Operations.Measure(src, from =>
                    {
                        UIntPtr len = UIntPtr.Zero;
                        Status status;
                        fixed (ScipixComponent* to = room)
                            status = Native.scipix_image_components(
                                from, connectivity, (uint*)pinned, UIntPtr.Zero, to, Size.Of(room.Length), &len);
                        count = (long)len;
                        isWhole = status != Status.SizeMismatch || count <= room.Length;
                        return isWhole ? status : Status.Ok;
                    });
                    if (isWhole) return Copied(room, (int)count);
                    room = new ScipixComponent[count];
                }
            }
        }

        static Component[] Copied(ScipixComponent[] found, int count)
        {
            var components = new Component[count];
            for (int i = 0; i < count; i++)
                components[i] = new Component
                {
                    X = (int)found[i].x,
                    Y = (int)found[i].y,
                    Width = (int)found[i].width,
                    Height = (int)found[i].height,
                    Area = (long)found[i].area,
                };
            return components;
        }
    }
}
