"""Bình Yên: the working system of the movement "Toàn dân bảo vệ an ninh Tổ quốc"."""
